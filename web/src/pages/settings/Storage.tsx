import { Alert, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { count, fileSize } from "@/lib/words";
import classes from "./Settings.module.css";

/** The room that pictures take, and by which rules they go. */
export function Storage() {
  const { data, isPending, error } = useQuery({
    queryKey: ["storage"],
    queryFn: () => body(api.GET("/api/storage")),
  });
  if (isPending) return <Skeleton height={120} radius="lg" />;
  if (error) return <Alert color="red" title={sentence(error)} />;
  const { pictures, files, previews, free_bytes, max_bytes, max_age_days, keep_favourites, warning } = data;
  const limits = [
    max_age_days !== null && `older than ${count(max_age_days, "day")}`,
    max_bytes !== null && `beyond ${fileSize(max_bytes)} in all, the oldest first`,
  ].filter(Boolean);
  return (
    <>
      {warning && <Alert color="yellow" title={warning} />}
      <div className={classes.figures}>
        <Figure label="Pictures" value={fileSize(pictures.bytes)} hint={count(pictures.files, "picture")} />
        <Figure
          label="All files"
          value={fileSize(files.bytes)}
          hint={`${count(files.files, "file")}, with what people brought`}
        />
        <Figure label="Previews" value={fileSize(previews.bytes)} hint="made anew when they are missing" />
        <Figure label="Free on the disk" value={fileSize(free_bytes)} hint="" />
      </div>
      <div className={classes.card}>
        {limits.length > 0 ? (
          <>
            Pictures are deleted when they are {limits.join(", or ")}.{" "}
            {keep_favourites ? "Favourites stay." : "Favourites go too."}
          </>
        ) : (
          "Pictures are kept until you delete them."
        )}{" "}
        <span className={classes.hint}>
          <code>AINB_IMAGES_MAX_AGE</code> and <code>AINB_IMAGES_MAX_BYTES</code> set limits where the server
          runs.
        </span>
      </div>
    </>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div className={classes.card}>
      <div className={classes.hint}>{label}</div>
      <p className={classes.large}>{value}</p>
      <div className={classes.hint}>{hint}</div>
    </div>
  );
}
