package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayReport.EventMismatch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DerivationTest {
    private static final EventFilter ANY = EventFilter.all();

    private final Derivation derivation = of(ANY);

    private static Derivation of(EventFilter roots) {
        return new Derivation(roots, event -> event.type().equals("unrecorded") ? null : event);
    }

    private static RecordedEvent root(long sequence) {
        return RecordedEvent.of(sequence, GridEvent.of("root", sequence));
    }

    private static GridEvent derived(String chain, Object payload) {
        return GridEvent.of("derived", payload)
                .with(CauseScope.CAUSATION_ID, chain)
                .with(CauseScope.CORRELATION_ID, chain);
    }

    private static RecordedEvent effect(long sequence, String chain, Object payload) {
        return RecordedEvent.of(sequence, derived(chain, payload));
    }

    @Test
    void shouldFindNoDifferenceIfTheSameEventsAreDerivedEarlierOrLater() {
        derivation.begin(root(0));
        derivation.begin(root(1));
        derivation.found(derived("0", 1));
        derivation.expect(effect(3, "1", 2));
        derivation.expect(effect(4, "0", 1.0));
        derivation.found(derived("1", 2));

        assertThat(derivation.firstDifference()).isEmpty();
    }

    @Test
    void shouldReportADifferenceInPayloadOrType() {
        derivation.begin(root(0));
        derivation.expect(effect(1, "0", "a"));
        derivation.found(derived("0", "b"));

        EventMismatch difference = derivation.firstDifference().orElseThrow();
        assertThat(difference.recorded()).map(RecordedEvent::sequence).hasValue(1L);
        assertThat(difference.derived()).map(GridEvent::payload).hasValue("b");

        Derivation other = of(ANY);
        other.begin(root(0));
        other.expect(effect(1, "0", null));
        other.found(GridEvent.of("other", null).with(CauseScope.CORRELATION_ID, "0"));
        assertThat(other.firstDifference()).isPresent();
    }

    @Test
    void shouldReportTheDifferenceThatWasRecordedFirst() {
        derivation.begin(root(0));
        derivation.begin(root(1));
        derivation.expect(effect(2, "0", "missing"));
        derivation.expect(effect(3, "1", "a"));
        derivation.found(derived("1", "b"));

        EventMismatch difference = derivation.firstDifference().orElseThrow();
        assertThat(difference.recorded()).map(RecordedEvent::sequence).hasValue(2L);
        assertThat(difference.derived()).isEmpty();
    }

    @Test
    void shouldKeepTheFirstOfSeveralDifferences() {
        derivation.begin(root(0));
        for (int i = 1; i < 4; i++) {
            derivation.expect(effect(i, "0", i));
            derivation.found(derived("0", -i));
        }

        assertThat(derivation.firstDifference().flatMap(EventMismatch::recorded))
                .map(RecordedEvent::sequence)
                .hasValue(1L);
    }

    @Test
    void shouldReportADerivedEventThatWasNotRecorded() {
        derivation.begin(root(0));
        derivation.found(derived("0", "more"));

        EventMismatch difference = derivation.firstDifference().orElseThrow();
        assertThat(difference.recorded()).isEmpty();
        assertThat(difference.derived()).map(GridEvent::payload).hasValue("more");
    }

    @Test
    void shouldIgnoreUnrecordedEventsAndEventsWithoutACorrelationId() {
        derivation.begin(root(0));
        derivation.found(GridEvent.of("unrecorded", null).with(CauseScope.CORRELATION_ID, "0"));
        derivation.found(GridEvent.of("derived", null));
        derivation.expect(RecordedEvent.of(1, GridEvent.of("derived", null).with(CauseScope.CAUSATION_ID, "0")));

        assertThat(derivation.firstDifference()).isEmpty();
    }

    @Test
    void shouldSelectTheChosenRootsAndTheirEffects() {
        Derivation chosen = of(EventFilter.sequenceBetween(0, 1));
        EventFilter play = chosen.rootsAndEffects();
        RecordedEvent named = RecordedEvent.of(1, GridEvent.of("root", null).with(CauseScope.CORRELATION_ID, "c"));

        assertThat(play.test(root(0))).isTrue();
        assertThat(play.test(root(2))).isFalse();
        assertThat(play.test(effect(7, "0", null))).isFalse();
        chosen.begin(root(0));
        chosen.begin(named);
        assertThat(play.test(effect(7, "0", null))).isTrue();
        assertThat(play.test(effect(7, "c", null))).isTrue();
        assertThat(play.test(effect(7, "1", null))).isFalse();
        chosen.forget();
        assertThat(play.test(effect(7, "0", null))).isFalse();
    }

    @Test
    void shouldSelectOnlyEffectsOfRootsThatHaveBegun() {
        EventFilter play = derivation.rootsAndEffects();
        RecordedEvent named = RecordedEvent.of(6, GridEvent.of("root", null).with(CauseScope.CORRELATION_ID, "c"));
        for (String chain : List.of("4", "5", "c", "-1")) {
            assertThat(play.test(effect(7, chain, null))).isFalse();
        }
        derivation.begin(root(4));
        derivation.begin(root(5));
        derivation.begin(named);
        for (String chain : List.of("4", "5", "c")) {
            assertThat(play.test(effect(7, chain, null))).isTrue();
        }
        for (String chain : List.of("3", "6", "d", "")) { // an evicted root, a future root, and unknown ids
            assertThat(play.test(effect(7, chain, null))).isFalse();
        }
        derivation.forget();
        derivation.begin(root(9));
        assertThat(play.test(effect(10, "5", null))).isFalse();
        assertThat(play.test(effect(10, "9", null))).isTrue();
    }

    @Test
    void shouldNotGrowWithTheNumberOfRoots() {
        for (int i = 0; i < 10_000; i++) {
            derivation.begin(root(2L * i));
            derivation.found(derived(Integer.toString(2 * i), i));
            derivation.expect(effect(2L * i + 1, Integer.toString(2 * i), i));
        }
        assertThat(derivation.held()).isZero();
        assertThat(derivation.firstDifference()).isEmpty();
    }

    @Test
    void shouldReportTheFirstWaitingEventAsADifferenceIfTooManyWait() {
        for (boolean surplus : new boolean[] {true, false}) {
            Derivation bounded = of(ANY);
            for (int i = 0; i < Derivation.MAX_WAITING + 10; i++) {
                String chain = Integer.toString(2 * i);
                bounded.begin(root(2L * i));
                if (surplus) {
                    bounded.found(derived(chain, i));
                } else {
                    bounded.expect(effect(2L * i + 1, chain, i));
                }
            }
            assertThat(bounded.held()).isZero();
            bounded.expect(effect(1, "0", 0));
            bounded.found(derived("0", 0));
            EventMismatch difference = bounded.firstDifference().orElseThrow();
            assertThat(difference.derived().map(GridEvent::payload))
                    .isEqualTo(surplus ? Optional.of(0) : Optional.empty());
            assertThat(difference.recorded().map(RecordedEvent::sequence))
                    .isEqualTo(surplus ? Optional.empty() : Optional.of(1L));
        }
    }

    @Test
    void shouldForgetEventsThatCanNoLongerBeMatched() {
        derivation.begin(root(0));
        derivation.expect(effect(1, "0", 1));
        derivation.begin(root(2));
        derivation.found(derived("2", 2));
        derivation.forget();

        assertThat(derivation.firstDifference()).isEqualTo(Optional.empty());
    }
}
