package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.CommandFailure;
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
        return new Call(id, question, result -> replies.add(id + " " + (result == null ? "none" : text(result))));
    }

    private static String text(Map<String, ?> result) {
        return String.valueOf(((Map<?, ?>) ((List<?>) result.get("content")).get(0)).get("text"));
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
        assertThat(replies.get(0)).isEqualTo("1 no such event");
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
        }
        assertThat(replies.get(0)).startsWith("slow the call took longer than");
        assertThat(replies.get(1)).isEqualTo("early {\"left\":3}");
    }

    @Test
    void shouldAbandonACallThatDoesNotEnd() {
        CountDownLatch ended = new CountDownLatch(1);
        try (Calls calls = new Calls(SHORT, SHORT)) {
            calls.add(call("stuck", stopped -> {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Map.of();
            }));
            calls.add(call("next", stopped -> Map.of("n", 1)));
        } finally {
            ended.countDown();
        }
        assertThat(replies.get(0)).startsWith("stuck the call took longer than");
        assertThat(replies.get(1)).isEqualTo("next {\"n\":1}");
    }

    @Test
    void shouldRefuseCallsWhileSeveralAbandonedOnesRun() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        try (Calls calls = new Calls(SHORT, SHORT)) {
            for (int i = 0; i < 4; i++) {
                calls.add(call(i, stopped -> {
                    threads.add(Thread.currentThread());
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Map.of();
                }));
            }
            CountDownLatch refused = new CountDownLatch(1);
            calls.add(new Call("refused", stopped -> Map.of("n", 1), result -> {
                replies.add("refused " + text(java.util.Objects.requireNonNull(result)));
                refused.countDown();
            }));
            refused.await();
            go.countDown();
            for (Thread thread : List.copyOf(threads)) {
                thread.join();
            }
            calls.add(call("next", stopped -> Map.of("n", 1)));
        }
        assertThat(threads).hasSize(3);
        assertThat(replies.subList(3, 5)).allMatch(reply -> reply.contains("restart the server"));
        assertThat(replies.get(5)).isEqualTo("next {\"n\":1}");
    }

    @Test
    void shouldGoOnAfterAnAnswerThatCannotBeSent() {
        try (Calls calls = new Calls(LONG, LONG)) {
            calls.add(new Call(1, stopped -> Map.of("n", 1), result -> {
                if (text(java.util.Objects.requireNonNull(result)).contains("\"n\"")) {
                    throw new OutOfMemoryError();
                }
                replies.add("1 " + text(result));
            }));
            calls.add(new Call(2, stopped -> Map.of("n", 2), result -> {
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
}
