import { Button, Center, EmptyState } from "@mantine/core";
import { IconPhoto, IconPhotoSearch } from "@tabler/icons-react";
import { Link } from "react-router";

export function EmptyGallery({ filtered }: { filtered: boolean }) {
  return (
    <Center p="xl">
      {filtered ? (
        <EmptyState
          icon={<IconPhotoSearch />}
          title="No picture fits"
          description="Take one of the filters away, or search for another word of the prompt."
        >
          <EmptyState.Actions>
            <Button component={Link} to="/gallery" variant="default">
              Show all pictures
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      ) : (
        <EmptyState
          icon={<IconPhoto />}
          title="Your pictures go here"
          description="Every picture that a workflow or a tool makes is kept, with its prompt and what it cost."
        >
          <EmptyState.Actions>
            <Button component={Link} to="/">
              Make the first one
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      )}
    </Center>
  );
}
