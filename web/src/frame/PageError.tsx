import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { sentence } from "@/api/problem";

/** Stands in for a page that could not be shown. */
export function PageError() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Center h="100%" p="xl">
      <Stack maw={420} align="start">
        <Title order={1}>
          {missing ? "There is nothing at this address" : "This page could not be shown"}
        </Title>
        <Text c="dimmed">
          {missing ? "It may have been deleted, or the link is cut short." : sentence(error)}
        </Text>
        <Button component={Link} to="/">
          Go home
        </Button>
      </Stack>
    </Center>
  );
}
