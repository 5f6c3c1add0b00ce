package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.bus.EventBus;
import dev.playhead.causality.CauseChain;
import dev.playhead.causality.EffectTree;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.QuestionCancelledException;
import dev.playhead.timetravel.UnknownEventException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static List<String> ids(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::id).toList();
    }

    private static List<String> effects(EffectTree tree) {
        return tree.effects().stream()
                .map(effect -> effect.cause().id() + ">" + effect.event().id())
                .toList();
    }

    /**
     * Publishes five events. Those with the ids 0 to 3 place, reserve, charge and ship an order. The event with the id
     * 4 is unrelated.
     */
    private static void publishOrder(EventHistory history) {
        EventBus bus = EventBus.create();
        history.attach(bus);
        bus.subscribe("order:placed", event -> {
            bus.publish(GridEvent.of("stock:reserved", null));
            bus.publish(GridEvent.of("card:charged", null));
        });
        bus.subscribe("card:charged", event -> bus.publish(GridEvent.of("order:shipped", null)));
        bus.publish(GridEvent.of("order:placed", null));
        bus.publish(GridEvent.of("app:idle", null));
    }

    @Test
    void shouldEndASearchForEffectsThatIsCancelled() {
        try (EventHistory history = EventHistory.inMemory()) {
            publishOrder(history);

            assertThat(effects(history.effectsOf("0", 10, (done, total) -> done <= total)))
                    .hasSize(3);
            assertThatThrownBy(() -> history.effectsOf("0", 10, (done, total) -> false))
                    .isInstanceOf(QuestionCancelledException.class)
                    .hasMessageContaining("of total=4");
        }
    }

    @Test
    void shouldFollowTheCausesThatABusRecorded() {
        try (EventHistory history = EventHistory.inMemory()) {
            publishOrder(history);

            assertThat(ids(history.causesOf("3").causes())).containsExactly("2", "0");
            assertThat(effects(history.effectsOf("0"))).containsExactly("0>1", "0>2", "2>3");
            assertThat(history.effectsOf("4").effects()).isEmpty();
            assertThat(ids(history.relatedTo("1", 10))).containsExactly("0", "2", "3");
            assertThat(history.effectsOf("0", 2).hasMore()).isTrue();
            assertThat(history.causesOf("3", 1).hasMore()).isTrue();
        }
    }

    @Test
    void shouldFindCausesAndEffectsAmongRenumberedImportedEvents() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (EventHistory history = EventHistory.inMemory()) {
            publishOrder(history);
            history.exportTo(file, ExportFormat.JSON_LINES, EventFilter.all());
        }
        try (EventHistory other = EventHistory.inMemory()) {
            publishOrder(other);
            other.importFrom(new ByteArrayInputStream(file.toByteArray()), ImportOptions.strictly());

            assertThat(other.getEvent("8").orElseThrow().metadata()).containsEntry("causationId", "2");
            assertThat(ids(other.causesOf("8").causes())).containsExactly("7", "5");
            assertThat(effects(other.effectsOf("5"))).containsExactly("5>6", "5>7", "7>8");
            assertThat(effects(other.effectsOf("0"))).containsExactly("0>1", "0>2", "2>3");
            assertThat(ids(other.relatedTo("6", 10))).containsExactly("5", "7", "8");
        }
    }

    @Test
    void shouldReportTheIdOfAnEvictedCause() {
        try (EventHistory history = EventHistory.builder().capacity(3).build()) {
            publishOrder(history);

            CauseChain chain = history.causesOf("3");
            assertThat(ids(chain.causes())).containsExactly("2");
            assertThat(chain.missingCause()).isEqualTo("0");
            assertThatThrownBy(() -> history.causesOf("0"))
                    .isInstanceOf(UnknownEventException.class)
                    .hasMessage("id=0 is not the id of a kept event; kept=2..4");
        }
    }

    @Test
    void shouldRefuseUnknownIdsAndNegativeLimits() {
        try (EventHistory history = EventHistory.inMemory()) {
            publishOrder(history);
            for (String id : List.of("5", "-1", "00", "x", "", "9223372036854775807", "9223372036854775808")) {
                assertThatThrownBy(() -> history.causesOf(id))
                        .isInstanceOf(UnknownEventException.class)
                        .hasMessageContaining("id=" + id + " is not the id of a kept event; kept=0..4");
                assertThatThrownBy(() -> history.effectsOf(id)).isInstanceOf(UnknownEventException.class);
                assertThatThrownBy(() -> history.relatedTo(id, 1)).isInstanceOf(UnknownEventException.class);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> history.effectsOf("0", -1))
                    .withMessage("limit=-1 is negative");
            assertThatIllegalArgumentException().isThrownBy(() -> history.causesOf("0", -1));
        }
    }

    @Test
    void shouldRefuseQueriesOnceClosed() {
        EventHistory closed;
        try (EventHistory history = EventHistory.inMemory()) {
            publishOrder(history);
            closed = history;
        }

        assertThatThrownBy(() -> closed.effectsOf("0")).isInstanceOf(HistoryClosedException.class);
        assertThatThrownBy(() -> closed.causesOf("0")).isInstanceOf(HistoryClosedException.class);
    }

    @Test
    void shouldSkipTheBlocksOfOtherEvents() {
        try (EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            long root = history.recordEvent(GridEvent.of("root", null));
            long cause = root;
            int effects = 0;
            for (int i = 1; i < 300_000; i++) {
                GridEvent event =
                        GridEvent.of("other", Map.of("row", i % 1_000)).with("causationId", "none-" + i % 100);
                boolean isEffect = i % 30_011 == 0;
                if (isEffect) {
                    event = event.with("causationId", Long.toString(cause));
                }
                long sequence = history.recordEvent(event);
                cause = isEffect && effects++ % 2 == 0 ? sequence : cause;
            }

            EffectTree tree = history.effectsOf("0");
            assertThat(tree.effects()).hasSize(effects).isNotEmpty();
            RecordedEvent last = tree.effects().get(effects - 1).event();
            assertThat(history.causesOf(last.id()).root())
                    .contains(history.getEvents(EventFilter.typeIs("root")).get(0));
        }
    }

    @Test
    void shouldFindEffectsThroughTheIndexOfManyBlocks() {
        String large = "x".repeat(2_500); // about a hundred events fill a block, and 1,024 blocks have an index
        try (EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            long cause = history.recordEvent(GridEvent.of("root", null));
            for (int i = 1; i <= 150_000; i++) {
                GridEvent event = GridEvent.of("other", large).with("causationId", "other-" + i);
                if (i % 10_000 == 0) {
                    event = event.with("causationId", Long.toString(cause)).with("correlationId", "chain");
                }
                long sequence = history.recordEvent(event);
                cause = i % 10_000 == 0 ? sequence : cause;
            }

            EffectTree tree = history.effectsOf("0");
            assertThat(tree.effects()).hasSize(15);
            assertThat(tree.effects().get(14).depth()).isEqualTo(15);
            assertThat(tree.effects().get(14).event().id()).isEqualTo("150000");
            assertThat(history.causesOf("150000").causes()).hasSize(15);
            assertThat(history.relatedTo("70000", 100)).hasSize(14);
        }
    }
}
