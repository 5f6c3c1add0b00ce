package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.folding.ImmutableStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Tests that a projection that modifies its state in place is detected, and that other projections are accepted. */
class InPlaceTest {
    private static EventHistory recorded(int events, Projection<?>... registered) {
        EventHistory history = EventHistory.builder()
                .capacity(2_000)
                .projection(registered)
                .executor(Runnable::run)
                .build();
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of("e", i));
        }
        return history;
    }

    private static void assertRefused(Projection<?> projection, int events) {
        try (EventHistory history = recorded(events)) {
            assertThatThrownBy(() -> history.timeline().snapshot().state(projection))
                    .isInstanceOf(ProjectionException.class)
                    .hasMessageContaining("projection=" + projection.name() + " changes the state passed to it")
                    .hasMessageContaining("id=");
        }
    }

    @Test
    void shouldRefuseAProjectionThatReturnsTheStateItChanged() {
        assertRefused(
                Projection.of("mutable", new HashMap<String, Object>(), (state, event) -> {
                    state.put(event.id(), event.payload());
                    return state;
                }),
                1);
        assertRefused(
                Projection.of("array", new long[1], (state, event) -> {
                    state[0]++;
                    return state;
                }),
                1);
    }

    @Test
    void shouldRefuseAProjectionThatChangesTheStateAndReturnsAnotherState() {
        assertRefused(
                Projection.of("copying", new ArrayList<Object>(), (state, event) -> {
                    state.add(event.payload());
                    return new ArrayList<>(state);
                }),
                1);
    }

    /** A state that can be compared only by its encoding, because this class does not override {@code equals}. */
    private static final class Counter {
        long count;
    }

    @Test
    void shouldCompareStatesByTheirEncodingIfThereIsACodec() {
        assertRefused(
                Projection.of(
                        "counter",
                        new Counter(),
                        (state, event) -> {
                            state.count++;
                            return state;
                        },
                        StateCodec.ofData("1", state -> state.count, data -> new Counter())),
                1);
    }

    @Test
    void shouldRefuseAProjectionThatChangesTheStateLateInAFold() {
        assertRefused(
                Projection.of("late", new TreeMap<String, Long>(), (state, event) -> {
                    if (event.sequence() > 500) {
                        state.merge("n", 1L, Long::sum);
                    }
                    return state;
                }),
                1_000);
    }

    @Test
    void shouldReportAProjectionThatChangesStatesWhenEventsAreEvicted() {
        Projection<List<Object>> mutable = Projection.of("evicted", new ArrayList<>(), (state, event) -> {
            state.add(event.payload());
            return state;
        });
        List<HistoryProblem> problems = new ArrayList<>();
        try (EventHistory history = recorded(0, mutable)) {
            history.onProblem(problems::add);
            for (int i = 0; i < 6_000; i++) {
                history.recordEvent(GridEvent.of("e", i));
            }
            assertThat(problems).anySatisfy(problem -> {
                assertThat(problem.kind()).isEqualTo(HistoryProblem.Kind.PROJECTION_FAILED);
                assertThat(problem.message()).contains("projection=evicted changes the state");
            });
        }
    }

    @Test
    void shouldAcceptProjectionsThatReturnTheSameStateOrANewState() {
        BiFunction<Map<String, Long>, RecordedEvent, Map<String, Long>> fold = (state, event) -> {
            if (event.sequence() % 3 == 0) {
                return state;
            }
            Map<String, Long> next = new HashMap<>(state);
            next.merge("n", 1L, Long::sum);
            return next;
        };
        AtomicLong noise = new AtomicLong();
        List<Projection<?>> sound = List.of(
                Projection.of("copy", Map.of(), fold),
                Projection.of("identity", new Object(), (state, event) -> state),
                Projection.of(
                        "noisy",
                        0L,
                        (state, event) -> state + 1,
                        StateCodec.ofData("1", state -> List.of(state, noise.incrementAndGet()), data -> 0L)),
                Projection.of(
                        "codec that throws",
                        0L,
                        (state, event) -> state + 1,
                        StateCodec.ofData(
                                "1",
                                state -> {
                                    throw new IllegalStateException("no bytes");
                                },
                                data -> 0L)));
        try (EventHistory history = recorded(1_500)) {
            for (Projection<?> projection : sound) {
                assertThat((Object) history.timeline().snapshot().state(projection))
                        .isNotNull();
            }
        }
    }

    /** A projection that declares that its states are immutable, but modifies them. */
    private record SaidToBeImmutable() implements Projection<long[]>, ImmutableStates {
        @Override
        public String name() {
            return "said-to-be-immutable";
        }

        @Override
        public long[] initial() {
            return new long[1];
        }

        @Override
        public long[] apply(long[] state, RecordedEvent event) {
            state[0]++;
            return state;
        }
    }

    @Test
    void shouldNotCheckStatesThatAreDeclaredImmutable() {
        try (EventHistory history = recorded(1_000)) {
            assertThat(history.timeline().snapshot().state(new SaidToBeImmutable()))
                    .containsExactly(1_000);
        }
    }
}
