"""Keys over HTTP: they go in, and never come out."""

import httpx

from ai_node_builder.testing import FakeOpenAI

VALUE = "sk-test-0123456789"
STORED = {"name": "MY_SERVER", "provider": "", "hosts": ["llm.example.com"], "source": "stored"}


def test_a_key_is_stored_listed_and_forgotten(server: httpx.Client) -> None:
    reply = server.put("/api/secrets/MY_SERVER", json={"value": VALUE, "hosts": ["https://LLM.example.com/v1"]})
    assert (reply.status_code, reply.json()) == (200, STORED)
    assert server.get("/api/secrets").json() == {"secrets": [STORED]}
    assert server.delete("/api/secrets/MY_SERVER").status_code == 204
    assert server.get("/api/secrets").json() == {"secrets": []}
    assert server.delete("/api/secrets/MY_SERVER").status_code == 404


def test_a_key_without_any_place_to_go_is_refused(server: httpx.Client) -> None:
    reply = server.put("/api/secrets/MY_SERVER", json={"value": VALUE})
    assert (reply.status_code, reply.json()["code"]) == (400, "secret_invalid")


def test_a_stored_key_is_used_at_once(paying: httpx.Client, fake: FakeOpenAI) -> None:
    paying.put("/api/secrets/MINE", json={"value": VALUE, "hosts": ["127.0.0.1"]})
    call = {"arguments": {"prompt": "a lion"}, "widgets": {"api_key": {"secret": "MINE"}}}
    assert paying.post("/api/tools/generate_image", json=call).status_code == 200
    assert fake.image_requests[0].headers["authorization"].endswith("6789")


def test_a_key_can_be_tried(paying: httpx.Client) -> None:
    tried = paying.post("/api/secrets/OPENAI_API_KEY/test", json={}).json()
    assert tried == {"accepted": True, "message": "OpenAI accepts OPENAI_API_KEY."}
    assert paying.post("/api/secrets/NO_SUCH_KEY/test", json={}).json()["code"] == "secret_missing"


def test_a_workflow_that_holds_a_stored_key_is_not_saved(server: httpx.Client) -> None:
    server.put("/api/secrets/MINE", json={"value": "hunter2-hunter2", "hosts": ["127.0.0.1"]})
    text = {"id": "n", "type": "text", "widgets": {"text": "the password is hunter2-hunter2"}}
    for path in ("/api/workflows", "/api/runs"):
        document = {"version": 1, "nodes": [text]}
        reply = server.post(path, json=document if path == "/api/workflows" else {"workflow": document})
        assert (reply.status_code, reply.json()["problems"][0]["code"]) == (422, "looks_like_key")
        assert "hunter2" not in reply.text


def test_a_check_counts_the_keys_in_a_workflow(server: httpx.Client) -> None:
    pasted = {"id": "n", "type": "text", "widgets": {"text": "sk-proj-0123456789abcdefghij"}}
    plain = {"id": "m", "type": "llm", "widgets": {"prompt": "hello", "api_key": "my-own-key"}}
    assert server.post("/api/workflows/check", json={"version": 1, "nodes": [pasted, plain]}).json()["keys"] == 2
