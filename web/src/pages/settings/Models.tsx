import { Alert, Skeleton, Table } from "@mantine/core";
import { sentence } from "@/api/problem";
import { useImageModels } from "@/api/queries";
import type { ImageModel } from "@/api/types";
import { dollars } from "@/lib/words";
import classes from "./Settings.module.css";

const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** The image models, with what a picture costs and how long they are there. */
export function Models() {
  const { data, isPending, error } = useImageModels();
  return (
    <>
      <div className={classes.intro}>
        What a picture costs at most, without its prompt. Language models bill by what they read and write.
      </div>
      {error && <Alert color="red" title={sentence(error)} />}
      {isPending && <Skeleton height={240} radius="lg" />}
      {data && (
        <div className={classes.table}>
          <Table horizontalSpacing="lg" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                <Table.Th>Provider</Table.Th>
                <Table.Th className={classes.number}>A picture</Table.Th>
                <Table.Th>Until</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((model) => (
                <Row key={model.name} model={model} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function Row({ model }: { model: ImageModel }) {
  return (
    <Table.Tr>
      <Table.Td>
        <div className={classes.name}>{model.name}</div>
        <div className={classes.hint}>{sizes(model)}</div>
      </Table.Td>
      <Table.Td>{model.provider}</Table.Td>
      <Table.Td className={classes.number}>{price(model)}</Table.Td>
      <Table.Td className={model.shutdown ? classes.warn : ""}>{end(model)}</Table.Td>
    </Table.Tr>
  );
}

function sizes({ sizes, any_size }: ImageModel): string {
  return [...sizes, any_size ? "any other" : ""].filter(Boolean).join(", ");
}

/** From the cheapest size and quality to the dearest. */
function price({ price_usd }: ImageModel): string {
  const known = Object.values(price_usd)
    .flatMap((qualities) => Object.values(qualities))
    .filter((amount) => amount !== null);
  if (known.length === 0) return "not known";
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? dollars(most) : `${dollars(least)} to ${dollars(most)}`;
}

function end({ shutdown, retired, successor }: ImageModel): string {
  if (!shutdown) return "";
  const day = DATE.format(new Date(shutdown));
  const next = successor ? `, then ${successor}` : "";
  return retired ? `ended ${day}; ${successor ?? "nothing"} draws instead` : `${day}${next}`;
}
