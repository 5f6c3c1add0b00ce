package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Tests of what-if queries, of queries with a filter, and of the progress and cancellation of queries. */
class QuestionsTest {
    private static final Projection<List<Object>> PAYLOADS =
            Projection.of("payloads", List.of(), (state, event) -> appended(state, String.valueOf(event.payload())));

    private static List<Object> appended(List<Object> state, Object payload) {
        List<Object> longer = new ArrayList<>(state);
        longer.add(payload);
        return longer;
    }

    private static Travels thousand() {
        Travels travels = Travels.ofCapacity(10_000);
        for (int i = 0; i < 1_000; i++) {
            travels.record(i);
        }
        return travels;
    }

    @Test
    void shouldStopAtEventsThatMatchAFilter() {
        Travels travels = Travels.ofCapacity(100);
        for (String type : List.of("edit", "hover", "edit", "hover", "hover")) {
            travels.record(type, 1, null);
        }
        EventFilter edits = EventFilter.typeIs("edit");
        TimelineManager timeline = travels.timeline;

        assertThat(timeline.stepBack(edits).sequence()).isEqualTo(2);
        assertThat(timeline.stepBack(edits).sequence()).isZero();
        assertThat(timeline.stepBack(edits).sequence()).isEqualTo(-1);
        assertThat(timeline.stepBack(edits).sequence()).isEqualTo(-1);
        assertThat(timeline.stepForward(edits).sequence()).isZero();
        assertThat(timeline.stepForward(edits).sequence()).isEqualTo(2);
        assertThat(timeline.isLive()).isFalse();
        assertThat(timeline.stepForward(edits).sequence()).isEqualTo(4);
        assertThat(timeline.isLive()).isTrue();
        assertThat(timeline.stepForward(edits).sequence()).isEqualTo(4);
    }

    @Test
    void shouldNotMoveIfNoKeptEventMatches() {
        Travels travels = Travels.ofCapacity(2, Travels.COUNT).record(1, 2, 3, 4);
        travels.timeline.jumpToEvent("3");

        assertThatThrownBy(() -> travels.timeline.stepBack(EventFilter.typeIs("edit")))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageEndingWith("kept=2..3");
        assertThat(travels.timeline.position()).isEqualTo(3);
    }

    @Test
    void shouldReportTheProgressOfAQuery() {
        Travels travels = thousand();
        List<Long> reported = new ArrayList<>();
        TimelineManager watched = travels.timeline.watched((done, total) -> {
            assertThat(total).isEqualTo(1_000);
            reported.add(done);
            return true;
        });

        assertThat(watched.firstEventWhere(Travels.COUNT, count -> false)).isEmpty();
        assertThat(reported).isSorted().hasSizeGreaterThan(4).startsWith(0L).endsWith(1_000L);
    }

    @Test
    void shouldCancelAnyWatchedQuery() {
        Travels travels = thousand();
        TimelineManager watched = travels.timeline.watched((done, total) -> done < 500);
        Predicate<Long> never = count -> false;

        List<Consumer<TimelineManager>> questions = List.of(
                timeline -> timeline.firstEventWhere(Travels.COUNT, never),
                timeline -> timeline.bisect(Travels.COUNT, never),
                timeline -> timeline.changesOf(Travels.COUNT, count -> count),
                timeline -> timeline.whatIf(Travels.COUNT, EventFilter.sequenceBetween(3, 3)),
                timeline -> timeline.whatIf(Travels.COUNT, EventFilter.sequenceBetween(990, 990)),
                timeline -> timeline.whatIf(Travels.COUNT, EventFilter.typeIs("nothing")),
                timeline -> timeline.whatIf(Travels.COUNT, RecordedEvent::event));
        for (Consumer<TimelineManager> question : questions) {
            assertThatThrownBy(() -> question.accept(watched))
                    .isInstanceOf(QuestionCancelledException.class)
                    .hasMessageContaining("of total=");
            question.accept(travels.timeline);
        }
    }

    /** Runs each query on a new history, so that no state is cached by an earlier query. */
    @Test
    void shouldReportTheProgressOfAllPartsOfAWhatIf() {
        List<Consumer<TimelineManager>> questions = List.of(
                timeline -> timeline.whatIf(Travels.COUNT, EventFilter.sequenceBetween(990, 990)),
                timeline -> timeline.whatIf(Travels.COUNT, EventFilter.typeIs("nothing")));
        for (Consumer<TimelineManager> question : questions) {
            List<Long> reported = new ArrayList<>();
            question.accept(thousand().timeline.watched((done, total) -> {
                assertThat(total).isEqualTo(2_000);
                reported.add(done);
                return true;
            }));

            assertThat(reported).isSorted().hasSizeGreaterThan(6).startsWith(0L).endsWith(2_000L);
        }
    }

    @Test
    void shouldReportTheProgressOfBothStatesOfADifference() {
        Travels travels = thousand();
        EventSnapshot early = travels.snapshots.atEvent("699");
        EventSnapshot late = travels.snapshots.latest();
        List<Long> reported = new ArrayList<>();
        ProgressListener watch = (done, total) -> {
            assertThat(total).isEqualTo(1_700);
            reported.add(done);
            return true;
        };

        assertThatThrownBy(() -> early.diff(late, Travels.COUNT, (done, total) -> false))
                .isInstanceOf(QuestionCancelledException.class);
        assertThat(early.diff(late, Travels.COUNT, watch)).hasSize(1);
        assertThat(reported).isSorted().startsWith(0L).contains(700L).hasSizeGreaterThan(4);
    }

    @Test
    void shouldPropagateExceptionsOfAProgressListener() {
        TimelineManager watched = thousand().timeline.watched((done, total) -> {
            throw new IllegalStateException("enough");
        });

        assertThatThrownBy(() -> watched.changesOf(Travels.COUNT, count -> count))
                .hasMessage("enough");
    }

    @Test
    void shouldMoveTheSameCursorWhetherWatchedOrNot() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        TimelineManager watched = travels.timeline.watched(ProgressListener.none());
        List<Long> moves = new ArrayList<>();
        travels.timeline.onMove(snapshot -> moves.add(snapshot.sequence()));

        watched.jumpToEvent("1");
        travels.timeline.stepBack();

        assertThat(watched.position()).isZero();
        assertThat(moves).containsExactly(1L, 0L);
    }

    @Test
    void shouldPassOnlyRelevantEventsToAProjection() {
        Travels travels = Travels.ofCapacity(100);
        List<String> seen = new ArrayList<>();
        Projection<Long> edits = new Projection<>() {
            @Override
            public String name() {
                return "edits";
            }

            @Override
            public Long initial() {
                return 0L;
            }

            @Override
            public EventFilter relevant() {
                return EventFilter.typeIs("edit");
            }

            @Override
            public Long apply(Long count, RecordedEvent event) {
                seen.add(event.type());
                return event.type().equals("edit") ? count + 1 : count;
            }
        };
        travels.record("hover", 1, null);
        travels.record("edit", 2, null);
        travels.record("hover", 3, null);
        travels.record("edit", 4, null);

        assertThat(travels.timeline.firstEventWhere(edits, count -> count == 2))
                .map(RecordedEvent::id)
                .hasValue("3");
        assertThat(travels.timeline.changesOf(edits, count -> count)).hasSize(2);
        assertThat(travels.timeline.whatIf(edits, EventFilter.sequenceBetween(1, 1)))
                .isEqualTo(1);
        assertThat(seen.subList(0, 4)).containsOnly("edit");
    }

    @Test
    void shouldReplaceAndOmitEventsInAWhatIf() {
        Travels travels = Travels.ofCapacity(100);
        for (String payload : List.of("a", "b", "c", "d")) {
            travels.record("e", 1, payload);
        }
        travels.timeline.jumpToEvent("2");

        List<Object> state = travels.timeline.whatIf(PAYLOADS, event -> switch (String.valueOf(event.payload())) {
            case "a" -> null;
            case "b" -> GridEvent.of("e", Map.of("x", 1));
            default -> event.event();
        });

        assertThat(state).containsExactly("{x=1}", "c");
        assertThat(travels.timeline.snapshot().state(PAYLOADS)).containsExactly("a", "b", "c");
    }

    @Test
    void shouldNotReplaceEvictedEvents() {
        Travels travels = Travels.ofCapacity(2, Travels.COUNT).record(1, 2, 3, 4, 5);

        assertThat(travels.timeline.<Long>whatIf(Travels.COUNT, event -> null)).isEqualTo(3);
        assertThat(travels.timeline.whatIf(Travels.COUNT, EventFilter.all())).isEqualTo(3);
        assertThat(Travels.ofCapacity(2).timeline.<Long>whatIf(Travels.COUNT, event -> null))
                .isZero();
    }

    @Test
    void shouldReplaceEventsLikeAModel() {
        for (int round = 0; round < 200; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Travels travels = Travels.ofCapacity(1 + random.nextInt(40), PAYLOADS);
            List<RecordedEvent> all = new ArrayList<>();
            int events = random.nextInt(60);
            for (int i = 0; i < events; i++) {
                all.add(travels.record("t" + random.nextInt(3), 1, "p" + i));
            }
            long firstKept =
                    travels.run().isEmpty() ? Long.MAX_VALUE : travels.run().firstSequence();
            int mask = random.nextInt(8);
            Predicate<RecordedEvent> chosen = event -> (mask >> (event.type().charAt(1) - '0') & 1) == 1;
            List<Object> without = new ArrayList<>();
            List<Object> replaced = new ArrayList<>();
            for (RecordedEvent event : all) {
                boolean affected = event.sequence() >= firstKept && chosen.test(event);
                if (!affected) {
                    without.add(event.payload());
                }
                replaced.add(affected ? "new" : event.payload());
            }

            assertThat(travels.timeline.whatIf(PAYLOADS, EventFilter.matching(chosen)))
                    .as("seed=%s", seed)
                    .isEqualTo(without);
            assertThat(travels.timeline.whatIf(
                            PAYLOADS, event -> chosen.test(event) ? GridEvent.of(event.type(), "new") : event.event()))
                    .as("seed=%s", seed)
                    .isEqualTo(replaced);
        }
    }

    @Test
    void shouldReportTheDifferencesBetweenTwoStates() {
        Travels travels = Travels.ofCapacity(100);
        Projection<Map<String, Object>> last =
                Projection.of("last", Map.of(), (state, event) -> Map.of(event.type(), event.payload()));
        travels.record("a", 1, 1L);
        travels.record("a", 2, 2L);
        EventSnapshot first = travels.snapshots.atEvent("0");

        assertThat(first.diff(travels.snapshots.atEvent("1"), last))
                .containsExactly(new StateDifference(List.of("a"), 1L, 2L));
        assertThat(first.diff(first, last)).isEmpty();
    }

    @Test
    void shouldLimitTheStatesHeldByABisectionWithoutCheckpoints() {
        Projection<List<Integer>> counts = Projection.of(
                "counts",
                List.of(0),
                (count, event) -> List.of(count.get(0) + 1), // a separate state after each event
                new StateCodec<>() {
                    @Override
                    public String version() {
                        return "1";
                    }

                    @Override
                    public byte[] encode(List<Integer> state) {
                        throw new IllegalStateException("no");
                    }

                    @Override
                    public List<Integer> decode(byte[] whole, List<byte[]> changes) {
                        throw new IllegalStateException("no");
                    }
                });
        int most = Bisection.MAX_STATES;
        int events = 3 * most + 100;
        Travels travels = Travels.ofCapacity(events);
        for (int i = 0; i < events; i++) {
            travels.record("e", i, null);
        }
        for (int wrongFrom : new int[] {1, 2, most - 1, most, most + 1, 2 * most, 3 * most + 1, events}) {
            List<Integer> asked = new ArrayList<>();
            assertThat(travels.timeline.bisect(counts, count -> {
                        asked.add(count.get(0));
                        return count.get(0) >= wrongFrom;
                    }))
                    .map(RecordedEvent::sequence)
                    .hasValue(wrongFrom - 1L);
            // The predicate is tested at both ends of the history, at the end of each range before the range that has
            // the event, and at each step of the bisection of that range.
            assertThat(asked).hasSizeLessThanOrEqualTo(2 + 3 + 12).startsWith(0, events);
            for (int range = most; range < wrongFrom; range += most) {
                assertThat(asked).contains(range);
            }
        }
    }
}
