import { connect, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import { type buildConnector, errors } from "undici";
import { CONNECT_TIMEOUT_MS } from "../../simulation/target-selection";
import type { Clock } from "../clock";
import { Link, type Path } from "./link";

/**
 * Connects a node to its targets: over a cut path an attempt waits, as its packets would be sent
 * again and again, until the path is whole or the load balancer gives up. Certificates of targets
 * are not checked.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-routing-configuration
 */
export function connectorOver(path: Path, clock: Clock): buildConnector.connector {
  return ({ hostname, port, protocol }, done) => {
    let socket: Socket | undefined;
    const timer = clock.after(CONNECT_TIMEOUT_MS, () => fail(new errors.ConnectTimeoutError()));
    const stopListening = path.onChange(dial);
    dial();

    function dial(): void {
      if (socket || path.isCut()) {
        return;
      }
      socket = connect({ host: onThisMachine(hostname), port: Number(port), noDelay: true });
      socket.once("error", fail).once("connect", () => {
        settle();
        const link = new Link((socket as Socket).off("error", fail), path);
        if (protocol === "https:") {
          const encrypted = secure({ socket: link, rejectUnauthorized: false });
          encrypted.once("error", fail).once("secureConnect", () => {
            done(null, encrypted.off("error", fail));
          });
        } else {
          // A stream is all that is used of the socket.
          done(null, link as unknown as Socket);
        }
      });
    }

    function fail(error: Error): void {
      settle();
      socket?.destroy();
      done(error, null);
    }

    function settle(): void {
      timer.cancel();
      stopListening();
    }
  };
}

/** Nothing that is registered may lead a connection off this machine. */
function onThisMachine(hostname: string): string {
  return hostname.startsWith("127.") ? hostname : NOBODY;
}

/** A loopback address that no sandbox gives to anything: it refuses every connection. */
export const NOBODY = "127.255.255.254";
