import { describe, expect, test } from "vitest";
import type { Look } from "../bindings/Look";
import type { LookRequest } from "../bindings/LookRequest";
import { Conversation, type Turn } from "./conversation";

/** An engine that answers when told to. */
function engine() {
  const waiting: Array<() => void> = [];
  const asked: string[] = [];
  const heard: string[] = [];
  const failures: unknown[] = [];
  const conversation = new Conversation(
    (request) => {
      asked.push(request.document);
      return new Promise((resolve, reject) => {
        waiting.push(() => {
          if (request.document === "broken") reject(new Error("no answer"));
          else resolve({ revision: request.revision, document: request.document } as Look);
        });
      });
    },
    (reason) => failures.push(reason),
  );
  const turn = (document: string): Turn => ({
    ask: (revision) => ({ revision, document }) as LookRequest,
    hear: (look) => heard.push(look.document),
  });
  const answer = async () => {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { conversation, turn, answer, asked, heard, failures };
}

describe("a conversation with the engine", () => {
  test("asks one question at a time, and of the glances that wait only the newest", async () => {
    const { conversation, turn, answer, asked, heard } = engine();
    for (const document of ["a", "b", "c", "d"]) conversation.glance(turn(document));
    expect(asked).toEqual(["a"]);
    await answer();
    expect(asked).toEqual(["a", "d"]);
    await answer();
    expect(heard).toEqual(["a", "d"]);
  });

  test("keeps every step, in order, and asks it with what the steps before it changed", async () => {
    const { conversation, turn, answer, asked } = engine();
    let document = "start";
    for (const change of ["+a", "+b"]) {
      conversation.step({
        ask: (revision) => ({ revision, document: document + change }) as LookRequest,
        hear: (look) => (document = look.document),
      });
    }
    conversation.glance(turn("glance"));
    await answer();
    await answer();
    await answer();
    expect(asked).toEqual(["start+a", "start+a+b", "glance"]);
  });

  test("a step overtakes the glance that waits", async () => {
    const { conversation, turn, answer, asked } = engine();
    conversation.glance(turn("first"));
    conversation.glance(turn("dragging"));
    conversation.step(turn("let go"));
    await answer();
    await answer();
    expect(asked).toEqual(["first", "let go"]);
  });

  test("drops the answer to a question that no longer matters", async () => {
    const { conversation, turn, answer, heard } = engine();
    conversation.glance(turn("old model"));
    conversation.forget();
    conversation.glance(turn("new model"));
    await answer();
    await answer();
    expect(heard).toEqual(["new model"]);
  });

  test("goes on after a failure, and settles once every step was heard", async () => {
    const { conversation, turn, answer, heard, failures } = engine();
    let settled = false;
    conversation.step(turn("broken"));
    conversation.step(turn("whole"));
    void conversation.settled().then(() => (settled = true));
    await answer();
    expect(settled).toBe(false);
    await answer();
    expect(settled).toBe(true);
    expect(heard).toEqual(["whole"]);
    expect(failures).toHaveLength(1);
  });
});
