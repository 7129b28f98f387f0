import { stepsOf } from "../language/expression";
import { instanceSuffix } from "../language/traversal";
import { ConfiguredModule } from "./configuration";

type Key = string | number | undefined;

/** One instance of a module, the root's included. */
export interface ModuleInstance {
  /** `module.web["a"]`; empty for the root. */
  readonly address: string;
  readonly configured: ConfiguredModule;
  /** None of the root. */
  readonly caller?: { readonly module: ModuleInstance; readonly name: string; readonly key: Key };
}

/** The instances that a plan tells of modules and of what stands in them. */
export class ModuleTree {
  readonly root: ModuleInstance;
  private readonly modules = new Map<string, ModuleInstance>();
  private readonly calls = new Map<string, Map<Key, ModuleInstance>>();
  private readonly resources = new Map<string, Map<Key, string>>();
  private readonly members = new Map<string, string[]>();

  constructor(rootModule: Readonly<Record<string, unknown>>) {
    this.root = { address: "", configured: new ConfiguredModule(rootModule) };
    this.modules.set("", this.root);
  }

  /** @param block such as `aws_lb.main` */
  add(module: ModuleInstance, block: string, key: Key, address: string): void {
    const place = `${module.address} ${block}`;
    const instances = this.resources.get(place) ?? new Map<Key, string>();
    this.resources.set(place, instances.set(key, address));
    for (let at: ModuleInstance | undefined = module; at; at = at.caller?.module) {
      const members = this.members.get(at.address) ?? [];
      this.members.set(at.address, members);
      members.push(address);
    }
  }

  /** Addresses by key. */
  instancesOf(module: ModuleInstance, block: string): ReadonlyMap<Key, string> {
    return this.resources.get(`${module.address} ${block}`) ?? new Map();
  }

  callsOf(module: ModuleInstance, name: string): ReadonlyMap<Key, ModuleInstance> {
    return this.calls.get(`${module.address} ${name}`) ?? new Map();
  }

  /** Addresses of what a module has, in whatever depth. */
  membersOf(module: ModuleInstance): readonly string[] {
    return this.members.get(module.address) ?? [];
  }

  moduleAt(address: string): ModuleInstance {
    const known = this.modules.get(address);
    if (known) {
      return known;
    }
    const steps = stepsOf(address) ?? [];
    let module = this.root;
    for (let at = 0; at < steps.length; ) {
      const [name, index] = [steps[at + 1], steps[at + 2]];
      const key = index?.bracketed ? index.key : undefined;
      module = this.called(module, String(name?.key), key);
      at += key === undefined ? 2 : 3;
    }
    this.modules.set(address, module);
    return module;
  }

  private called(caller: ModuleInstance, name: string, key: Key): ModuleInstance {
    const place = `${caller.address} ${name}`;
    const instances = this.calls.get(place) ?? new Map<Key, ModuleInstance>();
    const called = instances.get(key) ?? instanceOf(caller, name, key);
    this.calls.set(place, instances.set(key, called));
    return called;
  }
}

function instanceOf(caller: ModuleInstance, name: string, key: Key): ModuleInstance {
  const prefix = caller.address === "" ? "" : `${caller.address}.`;
  const suffix = key === undefined ? "" : instanceSuffix(key);
  return {
    address: `${prefix}module.${name}${suffix}`,
    // A module that is taken away is not in the configuration any more.
    configured: caller.configured.call(name)?.module ?? new ConfiguredModule({}),
    caller: { module: caller, name, key },
  };
}
