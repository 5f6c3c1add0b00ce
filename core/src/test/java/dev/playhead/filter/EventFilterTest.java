package dev.playhead.filter;

import static dev.playhead.filter.EventFilter.all;
import static dev.playhead.filter.EventFilter.between;
import static dev.playhead.filter.EventFilter.matching;
import static dev.playhead.filter.EventFilter.metadataField;
import static dev.playhead.filter.EventFilter.payload;
import static dev.playhead.filter.EventFilter.payloadField;
import static dev.playhead.filter.EventFilter.sequenceBetween;
import static dev.playhead.filter.EventFilter.since;
import static dev.playhead.filter.EventFilter.source;
import static dev.playhead.filter.EventFilter.typeContains;
import static dev.playhead.filter.EventFilter.typeIs;
import static dev.playhead.filter.EventFilter.typeStartsWith;
import static dev.playhead.filter.EventFilter.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFilterTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static RecordedEvent event(String type, Object payload, String source) {
        return RecordedEvent.of(7, GridEvent.of(type, payload).at(NOON).from(source));
    }

    private static RecordedEvent withPayload(Object payload) {
        return event("cell:edit", payload, "user");
    }

    @Test
    void shouldMatchByType() {
        RecordedEvent event = event("cell:edit", null, "user");

        assertThat(all().test(event)).isTrue();
        assertThat(typeIs("cell:edit").test(event)).isTrue();
        assertThat(typeIs("cell:").test(event)).isFalse();
        assertThat(typeContains("ll:ed").test(event)).isTrue();
        assertThat(typeContains("row").test(event)).isFalse();
        assertThat(EventFilter.typeIn(List.of("row:add", event.type())).test(event))
                .isTrue();
        assertThat(EventFilter.typeIn(List.of("row:add")).test(event)).isFalse();
        assertThat(typeStartsWith("cell:").test(event)).isTrue();
        assertThat(typeStartsWith("edit").test(event)).isFalse();
    }

    @Test
    void shouldMatchBySource() {
        assertThat(source("user").test(event("t", null, "user"))).isTrue();
        assertThat(source("user").test(event("t", null, "core"))).isFalse();
        assertThat(source("plugin").test(event("t", null, "plugin:sums"))).isTrue();
        assertThat(source("plugin").test(event("t", null, "plugin"))).isTrue();
        assertThat(source("plugin").test(event("t", null, "plugins"))).isFalse();
        assertThat(source("plugin:sums").test(event("t", null, "plugin:sums"))).isTrue();
        assertThat(source("plugin:sums").test(event("t", null, "plugin:sums2"))).isFalse();
        assertThat(source("plugin:sums").test(event("t", null, "plugin"))).isFalse();
    }

    @Test
    void shouldMatchByTimeAndSequenceIncludingBothEnds() {
        RecordedEvent event = event("t", null, "user");

        assertThat(between(NOON, NOON).test(event)).isTrue();
        assertThat(between(NOON.plusNanos(1), Instant.MAX).test(event)).isFalse();
        assertThat(between(Instant.MIN, NOON.minusNanos(1)).test(event)).isFalse();
        assertThat(since(NOON).test(event)).isTrue();
        assertThat(since(NOON.plusNanos(1)).test(event)).isFalse();
        assertThat(until(NOON).test(event)).isTrue();
        assertThat(until(NOON.minusNanos(1)).test(event)).isFalse();
        assertThat(sequenceBetween(7, 7).test(event)).isTrue();
        assertThat(sequenceBetween(0, 6).test(event)).isFalse();
        assertThat(sequenceBetween(8, 9).test(event)).isFalse();
    }

    @Test
    void shouldMatchByAPartOfThePayload() {
        RecordedEvent event = withPayload(Map.of("row", 1, "at", Map.of("x", 1.0, "y", 2), "tags", List.of("a", "b")));

        assertThat(payload(Map.of()).test(event)).isTrue();
        assertThat(payload(Map.of("row", new BigDecimal("1.00"))).test(event)).isTrue();
        assertThat(payload(Map.of("at", Map.of("x", 1))).test(event)).isTrue();
        assertThat(payload(Map.of("at", Map.of("x", 2))).test(event)).isFalse();
        assertThat(payload(Map.of("tags", List.of("a", "b"))).test(event)).isTrue();
        assertThat(payload(Map.of("tags", List.of("a"))).test(event)).isFalse();
        assertThat(payload(Map.of("row", 1, "other", 1)).test(event)).isFalse();
        assertThat(payload(Map.of()).test(withPayload("text"))).isFalse();
    }

    @Test
    void shouldMatchByAFieldOfThePayload() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("row", 1);
        fields.put("present", null);
        fields.put("lines", Arrays.asList(Map.of("price", 9.5), null));
        RecordedEvent event = withPayload(fields);

        assertThat(payloadField("row", 1.0).test(event)).isTrue();
        assertThat(payloadField("row", "1").test(event)).isFalse();
        assertThat(payloadField("lines.0.price", 9.5).test(event)).isTrue();
        assertThat(payloadField("lines.0", Map.of("price", 9.5)).test(event)).isTrue();
        assertThat(payloadField("lines.0", Map.of()).test(event)).isFalse();
        assertThat(payloadField("lines.1", null).test(event)).isTrue();
        assertThat(payloadField("lines.2", null).test(event)).isFalse();
        assertThat(payloadField("present", null).test(event)).isTrue();
        assertThat(payloadField("missing", null).test(event)).isFalse();
        assertThat(payloadField("present", 0).test(event)).isFalse();
        assertThat(payloadField("row", null).test(withPayload(null))).isFalse();
    }

    @Test
    void shouldCompareFieldsOfTheMetadata() {
        RecordedEvent event = RecordedEvent.of(
                0, GridEvent.of("a", Map.of("user", "eve")).with("user", "ann").with("request", Map.of("try", 2)));

        assertThat(metadataField("user", "ann").test(event)).isTrue();
        assertThat(metadataField("user", "eve").test(event)).isFalse();
        assertThat(metadataField("request.try", 2.0).test(event)).isTrue();
        assertThat(metadataField("missing", null).test(event)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> metadataField("a", new Object()));
    }

    @Test
    void shouldCopyTheValuesToCompareWith() {
        Map<String, Object> partial = new LinkedHashMap<>(Map.of("row", 1));
        EventFilter filter = payload(partial);
        partial.put("row", 2);

        assertThat(filter.test(withPayload(Map.of("row", 1)))).isTrue();
    }

    @Test
    void shouldRefuseInvalidArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> payload(Map.of("a", new Object())));
        assertThatIllegalArgumentException().isThrownBy(() -> payloadField("a", new Object()));
        assertThatNullPointerException().isThrownBy(() -> typeIs(null)).withMessage("type");
        assertThatNullPointerException().isThrownBy(() -> source(null)).withMessage("source");
        assertThatNullPointerException().isThrownBy(() -> payload(null)).withMessage("partial");
        assertThatNullPointerException().isThrownBy(() -> since(null)).withMessage("from");
        assertThatNullPointerException().isThrownBy(() -> until(null)).withMessage("to");
        assertThatNullPointerException().isThrownBy(() -> matching(null)).withMessage("predicate");
        assertThatNullPointerException().isThrownBy(() -> all().and(null)).withMessage("other");
        assertThatNullPointerException().isThrownBy(() -> all().or(null)).withMessage("other");
    }

    @Test
    void shouldComposeByAndByOrAndByNegation() {
        RecordedEvent event = event("cell:edit", Map.of("row", 1), "user");
        EventFilter yes = typeIs("cell:edit");
        EventFilter no = typeIs("row:add");

        assertThat(yes.and(yes).test(event)).isTrue();
        assertThat(yes.and(no).test(event)).isFalse();
        assertThat(no.and(yes).test(event)).isFalse();
        assertThat(no.or(yes).test(event)).isTrue();
        assertThat(no.or(no).test(event)).isFalse();
        assertThat(no.negate().test(event)).isTrue();
        assertThat(yes.negate().test(event)).isFalse();
        assertThat(yes.and(no).negate().test(event)).isTrue();
    }

    @Test
    void shouldBeEqualByValue() {
        assertThat(typeIs("a").and(source("user"))).isEqualTo(typeIs("a").and(source("user")));
        assertThat(payload(Map.of("a", 1)).or(all()))
                .isEqualTo(payload(Map.of("a", 1L)).or(all()));
    }

    @Test
    void shouldEvaluatePredicatesLastAndOnlyIfTheOtherConditionsDoNotDecide() {
        List<String> tested = new ArrayList<>();
        EventFilter predicate = matching(event -> tested.add(event.type()));
        List<RecordedEvent> events = List.of(
                event("a", Map.of("row", 1), "user"),
                event("b", Map.of("row", 1), "user"),
                event("c", Map.of("row", 2), "user"),
                event("d", Map.of("row", 1), "core"));

        EventFilter first = predicate
                .and(payloadField("row", 1))
                .and(source("user"))
                .and(typeIs("b").negate());
        assertThat(events.stream().filter(first::test))
                .extracting(RecordedEvent::type)
                .containsExactly("a");
        assertThat(tested).containsExactly("a");

        tested.clear();
        EventFilter last =
                source("user").and(predicate.negate().or(typeIs("b"))).and(payload(Map.of("row", 1)));
        assertThat(events.stream().filter(last::test))
                .extracting(RecordedEvent::type)
                .containsExactly("b");
        assertThat(tested).containsExactly("a");

        tested.clear();
        EventFilter or = predicate.or(payloadField("row", 1)).or(source("core"));
        assertThat(events.stream().filter(or::test)).hasSize(4);
        assertThat(tested).containsExactly("c");
    }

    @Test
    void shouldEvaluatePredicatesInTheGivenOrder() {
        List<Integer> tested = new ArrayList<>();
        EventFilter filter = all();
        for (int i = 0; i < 5; i++) {
            int number = i;
            filter = filter.and(matching(event -> tested.add(number)));
        }

        assertThat(filter.test(withPayload(null))).isTrue();
        assertThat(tested).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void shouldPropagateExceptionsOfPredicates() {
        EventFilter filter = matching(event -> {
            throw new IllegalStateException("predicate");
        });

        assertThatThrownBy(() -> filter.test(withPayload(null))).hasMessage("predicate");
    }

    @Test
    void shouldFlattenLongChainsOfConditions() {
        EventFilter any = typeIs("none");
        EventFilter every = all();
        for (int i = 0; i < 3_000; i++) {
            any = any.or(typeIs("type" + i));
            every = every.and(typeIs("type" + i).negate());
        }

        assertThat(any.test(event("type2999", null, "user"))).isTrue();
        assertThat(any.test(event("other", null, "user"))).isFalse();
        assertThat(every.test(event("type2999", null, "user"))).isFalse();
        assertThat(every.test(event("other", null, "user"))).isTrue();
        assertThat(((Conditions.Or) any).parts()).hasSize(3_001);
        assertThat(((Conditions.And) every).parts()).hasSize(3_001);
    }

    @Test
    void shouldMatchANullInThePartialPayloadAsAValue() {
        EventFilter filter = payload(Collections.singletonMap("a", null));

        assertThat(filter.test(withPayload(Collections.singletonMap("a", null))))
                .isTrue();
        assertThat(filter.test(withPayload(Map.of("b", 1)))).isFalse();
    }

    @Test
    void shouldNegateByTheStaticMethod() {
        assertThat(EventFilter.not(typeIs("a")).test(event("a", null, "user"))).isFalse();
        assertThat(EventFilter.not(typeIs("a")).test(event("b", null, "user"))).isTrue();
        assertThatNullPointerException().isThrownBy(() -> EventFilter.not(null));
    }

    @Test
    void shouldReturnTheTypesThatItNames() {
        EventFilter some = EventFilter.typeIn(List.of("a", "b"));
        assertThat(some.namedTypes()).containsExactly("a", "b");
        assertThat(typeIs("c").or(some).or(source("user")).namedTypes()).containsExactly("a", "b", "c");
        assertThat(some.and(source("user")).namedTypes()).containsExactly("a", "b");
        assertThat(some.and(typeStartsWith("a")).namedTypes()).containsExactly("a");
        assertThat(some.and(EventFilter.not(typeIs("a"))).namedTypes()).containsExactly("b");
        assertThat(some.and(EventFilter.not(source("x"))).namedTypes()).containsExactly("a", "b");
        assertThat(some.and(typeIs("c")).namedTypes()).isEmpty();
        assertThat(all().namedTypes()).isEmpty();
        assertThat(typeContains("a").namedTypes()).isEmpty();
        assertThat(EventFilter.not(some).namedTypes()).isEmpty();
    }
}
