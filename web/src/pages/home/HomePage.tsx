import { Alert, Button, Skeleton, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { sentence } from "@/api/problem";
import { useTemplates } from "@/api/queries";
import { BLANK } from "@/workflow/document";
import classes from "./HomePage.module.css";
import { RecentWorkflows } from "./RecentWorkflows";
import { TemplateCard } from "./TemplateCard";
import { useOpenCopy } from "./useOpenCopy";

export function Component() {
  const templates = useTemplates();
  const { open, opening, error } = useOpenCopy();
  const failure = templates.error ?? error;
  return (
    <div className={classes.home}>
      <section aria-labelledby="templates">
        <div className={classes.heading}>
          <div>
            <Title id="templates">Start with a workflow that works</Title>
            <Text c="dimmed">A click opens a copy of your own. Then press Run.</Text>
          </div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            loading={opening === ""}
            onClick={() => open("", BLANK)}
          >
            Blank workflow
          </Button>
        </div>
        {failure && <Alert color="red" title={sentence(failure)} mb="md" />}
        <div className={classes.grid}>
          {templates.data?.map((template) => (
            <TemplateCard
              key={template.name}
              template={template}
              opening={opening === template.name}
              onOpen={() => open(template.name, template.workflow)}
            />
          ))}
          {templates.isPending &&
            Array.from({ length: 6 }, (_, place) => <Skeleton key={place} height={248} radius="lg" />)}
        </div>
      </section>
      <RecentWorkflows />
    </div>
  );
}
