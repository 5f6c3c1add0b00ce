package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CallsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<String> replies = Collections.synchronizedList(new ArrayList<>());

    private Call call(Object id, Function<BooleanSupplier, Map<String, Object>> question) {
        return new Call(id, 1, question, result -> replies.add(id + " " + (result == null ? "none" : text(result))));
    }

    private static String text(Map<String, ?> result) {
        Map<?, ?> data = java.util.Objects.requireNonNull((Map<?, ?>) result.get("structuredContent"));
        return data.containsKey("untrusted")
                ? "untrusted " + ((Map<?, ?>) data.get("untrusted")).get("message")
                : data.containsKey("error") ? String.valueOf(data.get("error")) : JsonText.compact(data);
    }

    private void awaitReplies(int number) {
        while (replies.size() < number) {
            Thread.onSpinWait();
        }
    }

    private static void awaitStop(BooleanSupplier stopped) {
        while (!stopped.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldAnswerCallsInOrder() {
        try (Calls calls = new Calls(LONG, LONG)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                calls.add(call(i, stopped -> Map.of("n", number)));
            }
        }
        assertThat(replies).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(replies.get(i)).isEqualTo(i + " {\"n\":" + i + "}");
        }
    }

    @Test
    void shouldReportFailuresOfAnyKind() {
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(call(1, stopped -> {
                throw new CommandFailure("no such event");
            }));
            calls.add(call(2, stopped -> {
                throw new IllegalStateException("secret");
            }));
            calls.add(call(3, stopped -> {
                throw new OutOfMemoryError();
            }));
        }
        assertThat(replies.get(0)).isEqualTo("1 untrusted no such event");
        assertThat(replies.get(1)).contains("IllegalStateException").doesNotContain("secret");
        assertThat(replies.get(2)).contains("out of memory");
    }

    @Test
    void shouldStopACallAfterTheTimeLimit() {
        try (Calls calls = new Calls(SHORT, LONG)) {
            calls.add(call("slow", stopped -> {
                awaitStop(stopped);
                throw new CommandFailure("stopped");
            }));
            calls.add(call("early", stopped -> {
                awaitStop(stopped);
                return Map.of("left", 3);
            }));
            awaitReplies(2);
        }
        assertThat(replies.get(0)).startsWith("slow the call took longer than");
        assertThat(replies.get(1)).isEqualTo("early {\"left\":3}");
    }

    @Test
    void shouldAbandonACallThatDoesNotEnd() {
        CountDownLatch go = new CountDownLatch(1);
        try (Calls calls = new Calls(Duration.ofSeconds(2), SHORT)) {
            calls.add(call("stuck", stopped -> {
                awaitGo(go);
                return Map.of();
            }));
            calls.add(call("next", stopped -> Map.of("n", 1)));
            awaitReplies(2);
        } finally {
            go.countDown();
        }
        assertThat(replies.get(0)).startsWith("stuck the call took longer than");
        assertThat(replies.get(1)).isEqualTo("next {\"n\":1}");
    }

    @Test
    void shouldRefuseCallsWhileSeveralAbandonedOnesRun() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        try (Calls calls = new Calls(LONG, SHORT)) {
            for (int i = 0; i < 3; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                calls.add(call(i, stopped -> {
                    threads.add(Thread.currentThread());
                    begun.countDown();
                    awaitGo(go);
                    return Map.of();
                }));
                begun.await();
                calls.cancel(i);
            }
            calls.add(call(3, stopped -> Map.of("n", 1)));
            calls.add(call(4, stopped -> Map.of("n", 1)));
            awaitReplies(5);
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            calls.add(call("next", stopped -> Map.of("n", 1)));
        }
        assertThat(replies.subList(0, 3)).containsExactly("0 none", "1 none", "2 none");
        assertThat(replies.subList(3, 5)).allMatch(reply -> reply.contains("restart the server"));
        assertThat(replies.get(5)).isEqualTo("next {\"n\":1}");
    }

    @Test
    void shouldGoOnAfterAnAnswerThatCannotBeSent() {
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(new Call(1, 1, stopped -> Map.of("n", 1), result -> {
                if (text(java.util.Objects.requireNonNull(result)).contains("\"n\"")) {
                    throw new OutOfMemoryError();
                }
                replies.add("1 " + text(result));
            }));
            calls.add(new Call(2, 1, stopped -> Map.of("n", 2), result -> {
                throw new OutOfMemoryError();
            }));
            calls.add(call(3, stopped -> Map.of("n", 3)));
        }
        assertThat(replies).hasSize(2);
        assertThat(replies.get(0)).startsWith("1 the answer failed with java.lang.OutOfMemoryError");
        assertThat(replies.get(1)).isEqualTo("3 {\"n\":3}");
    }

    @Test
    void shouldNotAnswerACancelledCall() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(call(1L, stopped -> {
                begun.countDown();
                awaitStop(stopped);
                throw new CommandFailure("stopped");
            }));
            calls.add(call(2L, stopped -> Map.of("n", 2)));
            calls.add(call(3L, stopped -> Map.of("n", 3)));
            begun.await();
            calls.cancel(2L);
            calls.cancel("1"); // another id
            calls.cancel(1L);
        }
        assertThat(replies).containsExactly("1 none", "2 none", "3 {\"n\":3}");
    }

    @Test
    void shouldRefuseCallsAboveTheLimit() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (Calls calls = new Calls(LONG, LONG)) {
            for (int i = 0; i < 120; i++) {
                calls.add(call(i, stopped -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Map.of();
                }));
            }
            assertThat(replies).hasSize(20).allMatch(reply -> reply.contains("there are already 100 calls"));
            go.countDown();
        }
        assertThat(replies).hasSize(120);
    }

    @Test
    void shouldRefuseCallsWithTooManyArgumentsTogether() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (Calls calls = new Calls(LONG, LONG)) {
            for (int i = 0; i < 5; i++) {
                calls.add(new Call(
                        i,
                        1 << 20,
                        stopped -> {
                            awaitGo(go);
                            return Map.of();
                        },
                        result -> replies.add(text(java.util.Objects.requireNonNull(result)))));
            }
            assertThat(replies).hasSize(1).allMatch(reply -> reply.contains("arguments of more than 4 MiB"));
            go.countDown();
            CountDownLatch answered = new CountDownLatch(1);
            calls.add(new Call("last", 0, stopped -> Map.of(), result -> answered.countDown()));
            answered.await();
            calls.add(new Call("again", 4 << 20, stopped -> Map.of(), result -> replies.add("again")));
        }
        assertThat(replies).hasSize(6).last().isEqualTo("again");
    }

    @Test
    void shouldAnswerAfterAnExceptionThatIsNotDeclared() {
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(call(1, stopped -> {
                throw CallsTest.<RuntimeException>undeclared(new java.io.IOException("secret"));
            }));
            calls.add(new Call(2, 1, stopped -> Map.of("n", 2), result -> {
                if (text(java.util.Objects.requireNonNull(result)).contains("\"n\"")) {
                    throw CallsTest.<RuntimeException>undeclared(new InterruptedException());
                }
                replies.add("2 " + text(result));
            }));
            calls.add(call(3, stopped -> Map.of("n", 3)));
        }
        assertThat(replies).hasSize(3);
        assertThat(replies.get(0))
                .contains("internal error: java.io.IOException")
                .doesNotContain("secret");
        assertThat(replies.get(1)).contains("the answer failed with java.lang.InterruptedException");
        assertThat(replies.get(2)).isEqualTo("3 {\"n\":3}");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E undeclared(Exception e) throws E {
        throw (E) e;
    }

    @Test
    void shouldNotWaitForACancelledCallThatDoesNotEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Calls calls = new Calls(LONG, SHORT)) {
            calls.add(call("stuck", stopped -> {
                begun.countDown();
                awaitGo(go);
                return Map.of();
            }));
            calls.add(call("next", stopped -> Map.of("n", 1)));
            begun.await();
            calls.cancel("stuck");
        } finally {
            go.countDown();
        }
        assertThat(replies).containsExactly("stuck none", "next {\"n\":1}");
    }

    @Test
    void shouldGiveAllCallsThatWaitAtTheEndTheTimeOfOne() {
        List<Object> begun = Collections.synchronizedList(new ArrayList<>());
        try (Calls calls = new Calls(Duration.ofMillis(500), LONG)) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                calls.add(call(i, stopped -> {
                    begun.add(number);
                    awaitStop(stopped);
                    throw new CommandFailure("stopped");
                }));
            }
        }
        assertThat(begun).hasSizeLessThan(50);
        assertThat(replies).hasSize(50);
        assertThat(replies.subList(begun.size(), 50))
                .allMatch(reply -> reply.contains("the server ended before this call began"));
    }

    @Test
    void shouldEndAtOnceAfterAnAbort() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(call("stuck", stopped -> {
                begun.countDown();
                awaitGo(go);
                return Map.of();
            }));
            calls.add(call("next", stopped -> Map.of("n", 1)));
            begun.await();
            calls.abort();
        } finally {
            go.countDown();
        }
        assertThat(replies).isEmpty();
    }

    private static void awaitGo(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
