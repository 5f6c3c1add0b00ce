package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.TimelineManager.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TimelineManagerTest {
    @Test
    void shouldBeLiveUntilItIsMoved() {
        Travels travels = Travels.ofCapacity(100);

        assertThat(travels.timeline.isLive()).isTrue();
        assertThat(travels.timeline.position()).isEqualTo(-1);
        travels.record(1, 2, 3);
        assertThat(travels.timeline.position()).isEqualTo(2);
        travels.timeline.jumpToEvent("2");
        travels.record(4);
        assertThat(travels.timeline.isLive()).isFalse();
        assertThat(travels.timeline.position()).isEqualTo(2);
        assertThat(travels.timeline.snapshot().state(Travels.COUNT)).isEqualTo(3);
    }

    @Test
    void shouldStepOverOneEventAtATime() {
        Travels travels = Travels.ofCapacity(100).record(5, 5, 4);
        travels.timeline.jumpToTime(Travels.second(0));
        assertThat(travels.timeline.position()).isEqualTo(-1);

        assertThat(travels.timeline.stepForward().sequence()).isZero();
        assertThat(travels.timeline.stepForward().sequence()).isEqualTo(1);
        assertThat(travels.timeline.stepForward().sequence()).isEqualTo(2);
        assertThat(travels.timeline.isLive()).isFalse();
        assertThat(travels.timeline.stepForward().sequence()).isEqualTo(2);
        assertThat(travels.timeline.isLive()).isTrue();
        assertThat(travels.timeline.stepForward().sequence()).isEqualTo(2);
        assertThat(travels.timeline.stepBack().sequence()).isEqualTo(1);
        assertThat(travels.timeline.stepBack().sequence()).isZero();
        assertThat(travels.timeline.stepBack().sequence()).isEqualTo(-1);
        assertThat(travels.timeline.stepBack().sequence()).isEqualTo(-1);
        assertThat(travels.timeline.isLive()).isFalse();
    }

    @Test
    void shouldStayLiveIfThereIsNoEventToStepBackOver() {
        Travels travels = Travels.ofCapacity(100);

        assertThat(travels.timeline.stepBack().sequence()).isEqualTo(-1);
        assertThat(travels.timeline.isLive()).isTrue();
    }

    @Test
    void shouldNotMoveIfItCannotStepFurtherBack() {
        Travels travels = Travels.ofCapacity(2, Travels.COUNT).record(1, 2, 3);
        travels.timeline.jumpToEvent("1");

        assertThatThrownBy(travels.timeline::stepBack)
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessage("sequence=0 is before the oldest kept event; kept=1..2");
        assertThat(travels.timeline.position()).isEqualTo(1);
        assertThatThrownBy(() -> travels.timeline.jumpToEvent("0")).isInstanceOf(UnknownEventException.class);
        assertThatThrownBy(() -> travels.timeline.jumpToTime(Travels.second(0)))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThat(travels.timeline.position()).isEqualTo(1);
    }

    @Test
    void shouldContinueFromAnEventThatWasEvictedMeanwhile() {
        Travels travels = Travels.ofCapacity(4, Travels.COUNT).record(1, 2);
        travels.timeline.jumpToEvent("0");
        travels.record(3, 4, 5, 6, 7);

        assertThatThrownBy(travels.timeline::snapshot)
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageEndingWith("kept=3..6");
        assertThatThrownBy(() -> travels.timeline.whatIf(Travels.COUNT, EventFilter.all()))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageEndingWith("kept=3..6");
        assertThat(travels.timeline.stepForward().state(Travels.COUNT)).isEqualTo(4);
        assertThat(travels.timeline.position()).isEqualTo(3);
    }

    @Test
    void shouldBecomeLiveAfterAllEventsHaveExpired() {
        Travels travels =
                new Travels(RetentionPolicy.unlimited().withMaxAge(Duration.ofMinutes(1)), Travels.COUNT).record(1, 2);
        travels.timeline.jumpToEvent("0");
        travels.clock.advance(Duration.ofHours(1));

        assertThat(travels.timeline.stepForward().state(Travels.COUNT)).isEqualTo(2);
        assertThat(travels.timeline.isLive()).isTrue();
        assertThat(travels.timeline.whatIf(Travels.COUNT, EventFilter.all())).isEqualTo(2);
        assertThat(travels.timeline.firstEventWhere(Travels.COUNT, count -> count == 2))
                .isEmpty();
    }

    @Test
    void shouldNotifyListenersOfEveryMove() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        List<String> moves = new ArrayList<>();
        Consumer<EventSnapshot> listener = snapshot -> moves.add("a" + snapshot.sequence());
        Subscription once = travels.timeline.onMove(listener);
        Subscription twice = travels.timeline.onMove(listener);

        travels.timeline.jumpToEvent("1");
        once.close();
        once.close();
        travels.timeline.stepBack();
        twice.close();
        travels.timeline.toLive();

        assertThat(moves).containsExactly("a1", "a1", "a0");
    }

    @Test
    void shouldMoveEvenIfAListenerThrows() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.timeline.onMove(snapshot -> {
            throw new IllegalStateException("not now");
        });

        assertThatThrownBy(() -> travels.timeline.jumpToEvent("1")).hasMessage("not now");
        assertThat(travels.timeline.position()).isEqualTo(1);
    }

    @Test
    void shouldNotifyAllListenersEvenIfSomeThrow() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        List<Long> moves = new ArrayList<>();
        IllegalStateException shared = new IllegalStateException("first");
        travels.timeline.follow(move -> () -> {
            throw shared;
        });
        travels.timeline.onMove(snapshot -> {
            throw new AssertionError("second");
        });
        travels.timeline.onMove(snapshot -> {
            throw shared;
        });
        travels.timeline.onMove(snapshot -> moves.add(snapshot.sequence()));

        assertThatThrownBy(() -> travels.timeline.jumpToEvent("1"))
                .isSameAs(shared)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("second"));
        assertThat(moves).containsExactly(1L);
    }

    @Test
    void shouldThrowTheErrorOfAListener() {
        Travels travels = Travels.ofCapacity(100).record(1);
        travels.timeline.onMove(snapshot -> {
            throw new AssertionError("only");
        });

        assertThatThrownBy(() -> travels.timeline.toLive())
                .isInstanceOf(AssertionError.class)
                .hasMessage("only");
    }

    @Test
    void shouldAllowAListenerToMoveTheCursor() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.timeline.onMove(snapshot -> {
            if (snapshot.sequence() == 0) {
                travels.timeline.stepForward();
            }
        });
        travels.timeline.jumpToEvent("0");

        assertThat(travels.timeline.position()).isEqualTo(1);
    }

    @Test
    void shouldPrepareFollowersBeforeItMoves() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        List<String> seen = new ArrayList<>();
        travels.timeline.onMove(snapshot -> seen.add("notified " + snapshot.sequence()));
        Subscription following = travels.timeline.follow(move -> {
            seen.add("from " + travels.timeline.position() + " live=" + move.live());
            return () -> seen.add("at " + travels.timeline.position());
        });

        travels.timeline.jumpToEvent("1");
        travels.timeline.toLive();
        following.close();
        travels.timeline.jumpToEvent("0");

        assertThat(seen)
                .containsExactly(
                        "from 2 live=false",
                        "at 1",
                        "notified 1",
                        "from 1 live=true",
                        "at 2",
                        "notified 2",
                        "notified 0");
    }

    @Test
    void shouldNotMoveIfAFollowerThrows() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.timeline.follow(move -> {
            throw new IllegalStateException("no way");
        });

        assertThatThrownBy(() -> travels.timeline.jumpToEvent("1")).hasMessage("no way");
        assertThat(travels.timeline.isLive()).isTrue();
    }

    @Test
    void shouldSkipAMoveIfALaterMoveWasFaster() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        List<Long> moves = new ArrayList<>();
        List<Long> followed = new ArrayList<>();
        travels.timeline.onMove(snapshot -> moves.add(snapshot.sequence()));
        travels.timeline.follow(move -> {
            if (move.target().sequence() == 0) {
                travels.timeline.jumpToEvent("1");
            }
            return () -> followed.add(move.target().sequence());
        });

        assertThat(travels.timeline.jumpToEvent("0").sequence()).isZero();
        assertThat(travels.timeline.position()).isEqualTo(1);
        assertThat(moves).containsExactly(1L);
        assertThat(followed).containsExactly(1L);
    }

    @Test
    void shouldRefuseFollowersWhileInThePast() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.timeline.jumpToEvent("0");
        List<Move> moves = new ArrayList<>();

        assertThatThrownBy(() -> travels.timeline.follow(move -> () -> moves.add(move)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("live=false; call toLive() before follow(...)");
        travels.timeline.toLive();
        assertThat(moves).isEmpty();
    }

    @Test
    void shouldFindTheEventThatMadeAConditionTrue() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3, 4, 5);
        travels.timeline.jumpToEvent("0"); // the position of the cursor is irrelevant

        assertThat(travels.timeline.firstEventWhere(Travels.COUNT, count -> count == 3))
                .map(RecordedEvent::id)
                .hasValue("2");
        assertThat(travels.timeline.bisect(Travels.COUNT, count -> count >= 3))
                .map(RecordedEvent::id)
                .hasValue("2");
        assertThat(travels.timeline.firstEventWhere(Travels.COUNT, count -> count > 9))
                .isEmpty();
        assertThat(travels.timeline.bisect(Travels.COUNT, count -> count > 9)).isEmpty();
        assertThat(travels.timeline.firstEventWhere(Travels.COUNT, count -> count >= 0))
                .isEmpty();
        assertThat(travels.timeline.bisect(Travels.COUNT, count -> count >= 0)).isEmpty();
        assertThat(Travels.ofCapacity(4).timeline.bisect(Travels.COUNT, count -> true))
                .isEmpty();
    }

    @Test
    void shouldRefuseToBisectUnknownStatesEvenIfNoEventIsKept() {
        Projection<Long> unregistered = Projection.of("unregistered", 0L, (count, event) -> count + 1);
        RetentionPolicy retention = RetentionPolicy.unlimited().withMaxAge(Duration.ofSeconds(10));
        Travels travels = new Travels(retention, Travels.COUNT).record(1, 2);
        travels.clock.advance(Duration.ofDays(36_500));

        assertThat(travels.run().isEmpty()).isTrue();
        assertThat(travels.timeline.bisect(Travels.COUNT, count -> count > 1)).isEmpty();
        assertThatThrownBy(() -> travels.timeline.bisect(unregistered, count -> count > 1))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("projection=unregistered");
    }

    @Test
    void shouldBisectWithALogarithmicNumberOfTests() {
        Travels travels = Travels.ofCapacity(2_000);
        for (int i = 0; i < 1_024; i++) {
            travels.record(i);
        }
        int[] asked = {0};
        Predicate<Long> wrong = count -> {
            asked[0]++;
            return count > 700;
        };

        assertThat(travels.timeline.bisect(Travels.COUNT, wrong))
                .map(RecordedEvent::sequence)
                .hasValue(700L);
        assertThat(asked[0]).isLessThanOrEqualTo(13);
    }

    @Test
    void shouldListTheEventsThatChangedAPartOfTheState() {
        Travels travels = Travels.ofCapacity(100);
        Projection<List<Object>> last =
                Projection.of("last", List.of("none"), (state, event) -> List.of(event.payload()));
        travels.record("cell:edit", 1, "a");
        travels.record("cell:edit", 2, "a");
        travels.record("cell:edit", 3, "b");

        assertThat(travels.timeline.<List<Object>, Object>changesOf(last, state -> state.get(0)))
                .extracting(change -> change.event().id(), Change::before, Change::after)
                .containsExactly(tuple("0", "none", "a"), tuple("2", "a", "b"));
    }

    @Test
    void shouldOmitEventsInAWhatIfWithoutChangingTheHistory() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.record("undo", 4, null);
        travels.record(5);

        assertThat(travels.timeline.whatIf(Travels.COUNT, EventFilter.typeIs("undo")))
                .isEqualTo(4);
        assertThat(travels.timeline.whatIf(Travels.COUNT, EventFilter.all())).isZero();
        travels.timeline.jumpToEvent("1");
        assertThat(travels.timeline.whatIf(Travels.COUNT, EventFilter.typeIs("undo")))
                .isEqualTo(2);
        assertThat(travels.run().size()).isEqualTo(5);
        assertThat(travels.timeline.position()).isEqualTo(1);
    }

    @Test
    void shouldPropagateExceptionsOfPredicates() {
        Travels travels = Travels.ofCapacity(100).record(1, 2);
        Predicate<Long> failing = count -> {
            throw new IllegalStateException("cannot say");
        };

        assertThatThrownBy(() -> travels.timeline.firstEventWhere(Travels.COUNT, failing))
                .hasMessage("cannot say");
        assertThatThrownBy(() -> travels.timeline.bisect(Travels.COUNT, failing))
                .hasMessage("cannot say");
    }
}
