import { generate } from "selfsigned";

export interface Certificate {
  /** In PEM, for clients to trust. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** A certificate that no authority has signed, for the loopback address. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const { cert, private: privateKey } = await generate(
    [{ name: "commonName", value: "sandbox load balancer" }],
    {
      keyType: "ec",
      algorithm: "sha256",
      extensions: [
        {
          name: "subjectAltName",
          altNames: [
            { type: 2, value: "localhost" },
            { type: 7, ip: "127.0.0.1" },
          ],
        },
      ],
    },
  );
  return { certificate: cert, privateKey };
}
