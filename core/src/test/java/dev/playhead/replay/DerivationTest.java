package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DerivationTest {
    private static final EventFilter ANY = EventFilter.all();

    private final Derivation derivation = new Derivation(event -> event.type().equals("unrecorded") ? null : event);

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
    void shouldFindNoDifferenceWhenTheSameIsDerivedSoonerOrLater() {
        derivation.begin(root(0));
        derivation.begin(root(1));
        derivation.found(derived("0", 1));
        derivation.expect(effect(3, "1", 2));
        derivation.expect(effect(4, "0", 1.0));
        derivation.found(derived("1", 2));

        assertThat(derivation.firstDifference()).isEmpty();
    }

    @Test
    void shouldReportWhatDiffersInPayloadOrType() {
        derivation.begin(root(0));
        derivation.expect(effect(1, "0", "a"));
        derivation.found(derived("0", "b"));

        Difference difference = derivation.firstDifference().orElseThrow();
        assertThat(difference.recorded()).map(RecordedEvent::sequence).hasValue(1L);
        assertThat(difference.derived()).map(GridEvent::payload).hasValue("b");

        Derivation other = new Derivation(event -> event);
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

        Difference difference = derivation.firstDifference().orElseThrow();
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

        assertThat(derivation.firstDifference().flatMap(Difference::recorded))
                .map(RecordedEvent::sequence)
                .hasValue(1L);
    }

    @Test
    void shouldReportWhatIsDerivedAndWasNotRecorded() {
        derivation.begin(root(0));
        derivation.found(derived("0", "more"));

        Difference difference = derivation.firstDifference().orElseThrow();
        assertThat(difference.recorded()).isEmpty();
        assertThat(difference.derived()).map(GridEvent::payload).hasValue("more");
    }

    @Test
    void shouldPassOverWhatTheHistoryDoesNotRecordAndWhatHasNoChain() {
        derivation.begin(root(0));
        derivation.found(GridEvent.of("unrecorded", null).with(CauseScope.CORRELATION_ID, "0"));
        derivation.found(GridEvent.of("derived", null));
        derivation.expect(RecordedEvent.of(1, GridEvent.of("derived", null).with(CauseScope.CAUSATION_ID, "0")));

        assertThat(derivation.firstDifference()).isEmpty();
    }

    @Test
    void shouldPlayTheChosenRootsAndWhateverFollowedFromThem() {
        EventFilter play = derivation.rootsAndEffects(EventFilter.sequenceBetween(0, 1));
        RecordedEvent named = RecordedEvent.of(1, GridEvent.of("root", null).with(CauseScope.CORRELATION_ID, "c"));

        assertThat(play.test(root(0))).isTrue();
        assertThat(play.test(root(2))).isFalse();
        assertThat(play.test(effect(7, "0", null))).isFalse();
        derivation.begin(root(0));
        derivation.begin(named);
        assertThat(play.test(effect(7, "0", null))).isTrue();
        assertThat(play.test(effect(7, "c", null))).isTrue();
        assertThat(play.test(effect(7, "1", null))).isFalse();
        derivation.forget();
        assertThat(derivation.rootsAndEffects(ANY).test(effect(7, "0", null))).isFalse();
    }

    @Test
    void shouldForgetWhatCannotMeetAnyMore() {
        derivation.begin(root(0));
        derivation.expect(effect(1, "0", 1));
        derivation.begin(root(2));
        derivation.found(derived("2", 2));
        derivation.forget();

        assertThat(derivation.firstDifference()).isEqualTo(Optional.empty());
    }
}
