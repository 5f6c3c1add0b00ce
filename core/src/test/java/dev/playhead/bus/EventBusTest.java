package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.capture.EventType;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.PlayheadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class EventBusTest {
    private final List<String> calls = new ArrayList<>();
    private final List<DispatchError> failures = Collections.synchronizedList(new ArrayList<>());
    private final EventBus bus = EventBus.builder().errorListener(failures::add).build();

    private static GridEvent event(String type) {
        return GridEvent.of(type, null);
    }

    private void log(String handler, GridEvent event) {
        calls.add(handler + " " + event.type());
    }

    @Test
    void shouldCallHandlersWhosePatternMatches() {
        bus.subscribe("cell:edit", e -> log("exact", e));
        bus.subscribe("cell:*", e -> log("wildcard", e));
        bus.subscribe("*", e -> log("any", e));

        bus.publish(event("cell:edit"));
        bus.publish(event("cell:focus"));
        bus.publish(event("row:add"));

        assertThat(calls)
                .containsExactly(
                        "exact cell:edit",
                        "wildcard cell:edit",
                        "any cell:edit",
                        "wildcard cell:focus",
                        "any cell:focus",
                        "any row:add");
    }

    @Test
    void shouldDeliverTheSameEventObjectOnThePublishingThread() {
        List<Object> seen = new ArrayList<>();
        bus.subscribe("*", seen::add);
        bus.subscribe("*", e -> seen.add(Thread.currentThread()));
        GridEvent event = event("a");

        bus.publish(event);

        assertThat(seen).hasSize(2).last().isSameAs(Thread.currentThread());
        assertThat(seen.get(0)).isSameAs(event);
    }

    @Test
    void shouldCallHandlersByPriorityAndThenInOrderOfSubscription() {
        bus.subscribe("*", e -> calls.add("0 first"));
        bus.subscribe("*", e -> calls.add("-1"), SubscribeOption.priority(-1));
        bus.subscribe("*", e -> calls.add("5 first"), SubscribeOption.priority(5));
        bus.subscribe("*", e -> calls.add("0 second"));
        bus.subscribe("*", e -> calls.add("5 second"), SubscribeOption.priority(5));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("5 first", "5 second", "0 first", "0 second", "-1");
    }

    @Test
    void shouldUseTheLastOfConflictingOptions() {
        bus.subscribe("*", e -> calls.add("second"));
        bus.subscribe("*", e -> calls.add("first"), SubscribeOption.priority(-1), SubscribeOption.priority(1));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("first", "second");
    }

    @Test
    void shouldConvertOptionsToReadableText() {
        assertThat(List.of(SubscribeOption.priority(7), SubscribeOption.once(), SubscribeOption.liveOnly()))
                .hasToString("[priority(7), once(), liveOnly()]");
    }

    @Test
    void shouldStopCallingClosedHandlers() {
        Subscription subscription = bus.subscribe("*", e -> log("closed", e));
        bus.subscribe("*", e -> log("open", e));
        bus.publish(event("before"));

        subscription.close();
        subscription.close();
        bus.publish(event("after"));

        assertThat(calls).containsExactly("closed before", "open before", "open after");
    }

    @Test
    void shouldNotCallAHandlerClosedByAnotherHandlerDuringTheDelivery() {
        List<Subscription> victim = new ArrayList<>();
        bus.subscribe("*", e -> victim.forEach(Subscription::close));
        victim.add(bus.subscribe("*", e -> log("victim", e)));

        bus.publish(event("a"));

        assertThat(calls).isEmpty();
    }

    @Test
    void shouldCallAHandlerSubscribedDuringADeliveryOnlyForLaterEvents() {
        bus.subscribe(
                "*", e -> bus.subscribe("*", nested -> log("added by " + e.type(), nested)), SubscribeOption.once());

        bus.publish(event("first"));
        bus.publish(event("second"));

        assertThat(calls).containsExactly("added by first second");
    }

    @Test
    void shouldLetAHandlerCloseItself() {
        List<Subscription> self = new ArrayList<>();
        self.add(bus.subscribe("*", e -> {
            log("self", e);
            self.get(0).close();
        }));

        bus.publish(event("a"));
        bus.publish(event("b"));

        assertThat(calls).containsExactly("self a");
    }

    @Test
    void shouldCallAOnceHandlerOnlyOnceEvenIfItPublishesAnEventOfItsType() {
        bus.subscribe(
                "a",
                e -> {
                    log("once", e);
                    bus.publish(event("a"));
                },
                SubscribeOption.once());

        bus.publish(event("b"));
        bus.publish(event("a"));
        bus.publish(event("a"));

        assertThat(calls).containsExactly("once a");
    }

    @Test
    void shouldNotCallAClosedOnceHandler() {
        Subscription once = bus.subscribe("*", e -> log("once", e), SubscribeOption.once());

        once.close();
        bus.publish(event("a"));

        assertThat(calls).isEmpty();
    }

    @Test
    void shouldCallAOnceHandlerExactlyOnceWhenThreadsDeliverAtTheSameTime() throws Exception {
        int threads = 4;
        CyclicBarrier allDeliver = new CyclicBarrier(threads);
        AtomicInteger called = new AtomicInteger();
        bus.subscribe("*", e -> {
            try {
                allDeliver.await(30, TimeUnit.SECONDS);
            } catch (Exception broken) {
                throw new AssertionError(broken);
            }
        });
        bus.subscribe("*", e -> called.incrementAndGet(), SubscribeOption.once());
        var pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> publishers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                publishers.add(pool.submit(() -> bus.publish(event("a"))));
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(failures).isEmpty();
        assertThat(called).hasValue(1);
    }

    @Test
    void shouldCompleteTheDeliveryOfNestedEventsBeforeTheHandlerContinues() {
        bus.subscribe("a", e -> {
            calls.add("a begins");
            bus.publish(event("b"));
            calls.add("a ends");
        });
        bus.subscribe("*", e -> log("any", e));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("a begins", "any b", "a ends", "any a");
    }

    @Test
    void shouldIsolateAndReportHandlersThatThrow() {
        IllegalStateException exception = new IllegalStateException("broken");
        AssertionError error = new AssertionError("badly broken");
        bus.subscribe("a*", e -> {
            throw exception;
        });
        bus.subscribe("*", e -> {
            throw error;
        });
        bus.subscribe("*", e -> log("healthy", e));
        GridEvent event = event("a");

        bus.publish(event);

        assertThat(calls).containsExactly("healthy a");
        assertThat(failures)
                .containsExactly(new DispatchError(event, "a*", exception), new DispatchError(event, "*", error));
    }

    @Test
    void shouldThrowVirtualMachineErrorsToThePublisherAndStayUsable() {
        OutOfMemoryError fatal = new OutOfMemoryError("simulated");
        bus.subscribe("fatal", e -> {
            throw fatal;
        });
        bus.subscribe("*", e -> log("any", e));

        assertThatThrownBy(() -> bus.publish(event("fatal"))).isSameAs(fatal);
        bus.publish(event("a"));

        assertThat(calls).containsExactly("any a");
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldEndEndlessRecursionInAStackOverflow() {
        bus.subscribe("a", e -> {
            bus.publish(event("a"));
            bus.publish(event("a"));
        });

        assertThatThrownBy(() -> bus.publish(event("a"))).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void shouldKeepDeliveringWhenTheErrorListenerThrows() {
        EventBus strict = EventBus.builder()
                .errorListener(failure -> {
                    throw new IllegalArgumentException("listener");
                })
                .build();
        strict.subscribe("*", e -> {
            throw new IllegalStateException("handler");
        });
        strict.subscribe("*", e -> log("healthy", e));

        strict.publish(event("a"));

        assertThat(calls).containsExactly("healthy a");
    }

    @Test
    void shouldPublishFailuresAsErrorEventsIfConfigured() {
        EventBus recording =
                EventBus.builder().errorListener(failures::add).recordErrors().build();
        List<GridEvent> recorded = new ArrayList<>();
        recording.recordWith(e -> {
            recorded.add(e);
            return recorded.size() + 40L;
        });
        recording.subscribe("cell:*", e -> {
            throw new IllegalStateException("no such cell");
        });
        recording.subscribe("cell:*", e -> calls.add("errors so far " + (recorded.size() - 1)));

        recording.publish(event("cell:edit"));

        assertThat(recorded).extracting(GridEvent::type).containsExactly("cell:edit", "error");
        GridEvent error = recorded.get(1);
        assertThat(PlainData.isPlain(error.payload())).isTrue();
        assertThat(error.payload())
                .isEqualTo(Map.of(
                        "class",
                        "java.lang.IllegalStateException",
                        "message",
                        "no such cell",
                        "handler",
                        "cell:*",
                        "type",
                        "cell:edit"));
        assertThat(error.metadata()).containsEntry(CauseScope.CAUSATION_ID, "41");
        assertThat(calls).containsExactly("errors so far 1");
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldPublishAnErrorEventForAnExceptionWhoseGetMessageThrows() {
        EventBus recording =
                EventBus.builder().errorListener(failures::add).recordErrors().build();
        List<GridEvent> errors = new ArrayList<>();
        recording.subscribe("error", errors::add);
        recording.subscribe("a", e -> {
            throw new Unspeakable();
        });
        recording.subscribe("a", e -> log("healthy", e));

        recording.publish(event("a"));

        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).payload())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("message", "getMessage() threw java.lang.IllegalStateException");
        assertThat(calls).containsExactly("healthy a");
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }
    }

    @Test
    void shouldNotPublishErrorEventsForFailuresOfErrorHandlers() {
        EventBus recording =
                EventBus.builder().errorListener(failures::add).recordErrors().build();
        recording.subscribe("*", e -> {
            throw new IllegalStateException();
        });
        recording.subscribe("*", e -> log("any", e));

        recording.publish(event("a"));

        assertThat(calls).containsExactly("any error", "any a");
        assertThat(failures).extracting(failure -> failure.event().type()).containsExactly("a", "error");
    }

    @Test
    void shouldPublishNoErrorEventsUnlessConfigured() {
        bus.subscribe("a", e -> {
            throw new IllegalStateException();
        });
        bus.subscribe("*", e -> log("any", e));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("any a");
    }

    @Test
    void shouldPassTheLivePayloadObjectToTypedHandlers() {
        EventType<Edit> type = EventType.of("cell:edit", Edit.class);
        Edit edit = new Edit("A1", 12);
        List<Object> seen = new ArrayList<>();
        bus.subscribe(type, (event, payload) -> {
            seen.add(event.type());
            seen.add(payload);
        });

        bus.publish(type.event(edit));
        bus.publish(event("cell:other"));

        assertThat(seen).hasSize(2).first().isEqualTo("cell:edit");
        assertThat(seen.get(1)).isSameAs(edit);
    }

    @Test
    void shouldReportAPayloadThatDoesNotFitTheTypedHandler() {
        bus.subscribe(EventType.of("cell:edit", Edit.class), (event, payload) -> log("typed", event));
        bus.subscribe("*", e -> log("any", e));

        bus.publish(GridEvent.of("cell:edit", 5L));

        assertThat(calls).containsExactly("any cell:edit");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).handler()).isEqualTo("cell:edit");
        assertThat(failures.get(0).error()).isInstanceOf(PlayheadException.class);
    }

    @Test
    void shouldHonourOptionsOfTypedHandlers() {
        EventType<Edit> type = EventType.of("cell:edit", Edit.class);
        bus.subscribe("*", e -> log("untyped", e));
        bus.subscribe(
                type, (event, payload) -> calls.add("typed"), SubscribeOption.once(), SubscribeOption.priority(1));

        bus.publish(type.event(new Edit("A1", 1)));
        bus.publish(type.event(new Edit("A1", 2)));

        assertThat(calls).containsExactly("typed", "untyped cell:edit", "untyped cell:edit");
    }

    @Test
    void shouldRecordEachEventOfABatchSeparately() {
        List<String> recorded = new ArrayList<>();
        bus.recordWith(event -> {
            recorded.add(event.type());
            return recorded.size() - 1L;
        });
        bus.subscribe("*", e -> log("seen", e));

        bus.publishAll(List.of(event("a"), event("b"), event("c")));
        bus.publishAll(List.of());

        assertThat(recorded).containsExactly("a", "b", "c");
        assertThat(calls).containsExactly("seen a", "seen b", "seen c");
        assertThatNullPointerException().isThrownBy(() -> bus.publishAll(Arrays.asList(event("d"), null)));
        assertThat(recorded).hasSize(3);
    }

    @Test
    void shouldCallAHandlerOnlyForEventsThatItsFilterAccepts() {
        bus.subscribe(
                "*", e -> log("user", e), SubscribeOption.where(e -> e.source().equals("user")));
        bus.subscribe(
                "*",
                e -> log("once", e),
                SubscribeOption.once(),
                SubscribeOption.where(e -> e.type().startsWith("b")));

        bus.publishAll(List.of(event("a").from("user"), event("b"), event("b2").from("user")));

        assertThat(calls).containsExactly("user a", "once b", "user b2");
        assertThat(SubscribeOption.where(e -> true)).asString().startsWith("where(");
    }

    @Test
    void shouldReportAFilterThatThrowsAndCallTheOtherHandlers() {
        bus.subscribe("*", e -> log("never", e), SubscribeOption.where(e -> {
            throw new IllegalStateException("filter");
        }));
        bus.subscribe("*", e -> log("other", e));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("other a");
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.error()).hasMessage("filter"));
    }

    @Test
    void shouldNotCallTheFilterOfAClosedHandler() {
        Subscription[] second = new Subscription[1];
        bus.subscribe("*", e -> second[0].close());
        second[0] = bus.subscribe("*", e -> log("never", e), SubscribeOption.where(e -> {
            calls.add("filter");
            return true;
        }));

        bus.publish(event("a"));

        assertThat(calls).isEmpty();
    }

    @Test
    void shouldRefuseNulls() {
        assertThatNullPointerException().isThrownBy(() -> bus.publish(null)).withMessage("event");
        assertThatNullPointerException()
                .isThrownBy(() -> bus.subscribe((String) null, e -> {}))
                .withMessage("typePattern");
        assertThatNullPointerException()
                .isThrownBy(() -> bus.subscribe("*", null))
                .withMessage("handler");
        assertThatNullPointerException().isThrownBy(() -> bus.use(null)).withMessage("middleware");
        assertThatNullPointerException().isThrownBy(() -> bus.recordWith(null)).withMessage("recorder");
        assertThatNullPointerException()
                .isThrownBy(() -> EventBus.builder().errorListener(null))
                .withMessage("listener");
    }

    /** A payload. */
    public record Edit(String cell, int value) {}
}
