import type { Service, Topology } from "../topology/model";
import { runsOnInstances } from "./hosts";
import { given, type Judgement, notApplicable } from "./judgement";

type Judge = (service: Service, topology: Topology) => Judgement;

/** A daemon has one task on every instance: what follows is not its to choose. */
export function ofReplicas(judge: Judge): Judge {
  return (service, topology) =>
    given([service.schedulingStrategy], (strategy) =>
      strategy === "DAEMON"
        ? notApplicable("a daemon: one task on every instance")
        : judge(service, topology),
    );
}

/** Fargate spreads tasks over zones by itself, and they share no host. */
export function onInstances(judge: Judge): Judge {
  return ofReplicas((service, topology) =>
    given([runsOnInstances(service)], (needsInstances) =>
      needsInstances ? judge(service, topology) : notApplicable("on Fargate"),
    ),
  );
}
