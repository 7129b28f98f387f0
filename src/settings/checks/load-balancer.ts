import { check } from "./check";

export const certificateLiesInRegion = check(["loadBalancer", "region"], (settings) => {
  const { certificateArn } = settings.loadBalancer;
  const [, , , region] = certificateArn?.split(":") ?? [];
  return region === undefined || region === settings.region
    ? []
    : [
        {
          path: ["loadBalancer", "certificateArn"],
          message: `"${certificateArn}" is a certificate of ${region || "no region"}, and a load balancer takes those of its own region alone: give one of ${settings.region}`,
        },
      ];
});
