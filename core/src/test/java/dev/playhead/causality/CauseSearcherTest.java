package dev.playhead.causality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.Block;
import dev.playhead.block.Blocks;
import dev.playhead.block.EventSlice;
import dev.playhead.causality.EffectTree.Effect;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.ProgressListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CauseSearcherTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String SAME_TRACE = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00";
    private static final String OTHER_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final List<RecordedEvent> events = new ArrayList<>();

    /** Adds an event and returns it. The arguments are the keys and values of its metadata, in turn. */
    private RecordedEvent add(Object... metadata) {
        GridEvent event = GridEvent.of("e", null).at(Instant.EPOCH);
        for (int i = 0; i < metadata.length; i += 2) {
            event = event.with((String) metadata[i], metadata[i + 1]);
        }
        RecordedEvent recorded = RecordedEvent.of(events.size(), event);
        events.add(recorded);
        return recorded;
    }

    private RecordedEvent addEffect(long cause) {
        return add("causationId", Long.toString(cause), "correlationId", "0");
    }

    private CauseSearcher searcher() {
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 3) {
            List<RecordedEvent> block = events.subList(from, Math.min(events.size(), from + 3));
            blocks.add(from % 2 == 0 ? Blocks.sealed(block) : Blocks.of(block));
        }
        return new CauseSearcher(
                new EventSlice(blocks, 0, blocks.get(blocks.size() - 1).size()));
    }

    private static List<Long> sequences(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::sequence).toList();
    }

    private static List<String> edges(List<Effect> effects) {
        return effects.stream()
                .map(effect -> effect.cause().id() + ">" + effect.event().id() + "@" + effect.depth())
                .toList();
    }

    @Test
    void shouldFollowTheChainToTheRootNearestFirst() {
        add();
        addEffect(0);
        add();
        addEffect(1);
        addEffect(3);

        CauseChain chain = searcher().causesOf(events.get(4), 100);

        assertThat(sequences(chain.causes())).containsExactly(3L, 1L, 0L);
        assertThat(chain.isComplete()).isTrue();
        assertThat(chain.root()).contains(events.get(0));
        assertThat(searcher().causesOf(events.get(2), 100))
                .isEqualTo(new CauseChain(events.get(2), List.of(), null, false));
    }

    @Test
    void shouldFindTheWholeTreeInTheOrderOfRecording() {
        add();
        addEffect(0);
        addEffect(0);
        addEffect(1);
        add();
        addEffect(4);
        addEffect(2);
        addEffect(3);

        EffectTree tree = searcher().effectsOf(events.get(0), 100, ProgressListener.none());

        assertThat(edges(tree.effects())).containsExactly("0>1@1", "0>2@1", "1>3@2", "2>6@2", "3>7@3");
        assertThat(edges(tree.depthFirst())).containsExactly("0>1@1", "1>3@2", "3>7@3", "0>2@1", "2>6@2");
        assertThat(edges(tree.directEffectsOf(events.get(0)))).containsExactly("0>1@1", "0>2@1");
        assertThat(tree.hasMore()).isFalse();
        assertThat(edges(searcher()
                        .effectsOf(events.get(3), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("3>7@1");
    }

    @Test
    void shouldStopAtTheLimitAndReportIt() {
        add();
        for (int i = 0; i < 9; i++) {
            addEffect(i);
        }

        CauseChain chain = searcher().causesOf(events.get(9), 3);
        assertThat(sequences(chain.causes())).containsExactly(8L, 7L, 6L);
        assertThat(chain.hasMore()).isTrue();
        assertThat(chain.root()).isEmpty();
        assertThat(chain.earliest()).isEqualTo(events.get(6));
        assertThat(searcher().causesOf(events.get(9), 9).hasMore()).isFalse();
        assertThat(searcher()
                        .effectsOf(events.get(0), 8, ProgressListener.none())
                        .hasMore())
                .isTrue();
        assertThat(searcher()
                        .effectsOf(events.get(0), 8, ProgressListener.none())
                        .effects())
                .hasSize(8);
        assertThat(searcher()
                        .effectsOf(events.get(0), 9, ProgressListener.none())
                        .hasMore())
                .isFalse();
        assertThat(searcher()
                        .effectsOf(events.get(0), 0, ProgressListener.none())
                        .hasMore())
                .isTrue();
    }

    @Test
    void shouldReportTheIdOfAMissingCause() {
        add();
        addEffect(0);
        addEffect(1);
        EventSlice rest = new EventSlice(List.of(Blocks.sealed(events)), 1, 3);

        CauseChain chain = new CauseSearcher(rest).causesOf(events.get(2), 100);

        assertThat(sequences(chain.causes())).containsExactly(1L);
        assertThat(chain.missingCause()).isEqualTo("0");
        assertThat(chain.isComplete()).isFalse();
    }

    @Test
    void shouldNotFollowCyclesOrIdsThatAreNotSequences() {
        add("causationId", "1");
        add("causationId", "0");
        add("causationId", "2");
        add("causationId", 0);
        add("causationId", "00");
        add("causationId", "9223372036854775808");
        add("causationId", Map.of("id", "0"));
        add("causationId", "");
        add("causationId", "-0");

        assertThat(searcher().causesOf(events.get(0), 100).missingCause()).isEqualTo("1");
        assertThat(sequences(searcher().causesOf(events.get(1), 100).causes())).containsExactly(0L);
        assertThat(searcher().causesOf(events.get(2), 100).missingCause()).isEqualTo("2");
        assertThat(searcher().causesOf(events.get(3), 100).root()).contains(events.get(3));
        assertThat(searcher().causesOf(events.get(5), 100).missingCause()).isEqualTo("9223372036854775808");
        assertThat(edges(searcher()
                        .effectsOf(events.get(0), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("0>1@1");
        assertThat(searcher()
                        .effectsOf(events.get(2), 100, ProgressListener.none())
                        .effects())
                .isEmpty();
    }

    @Test
    void shouldResolveSequencesFromBeforeAnImport() {
        add(); // neither imported nor with a cause
        add("importedSequence", 0);
        add("importedSequence", 1, "causationId", "0");
        add("causationId", "0");
        add("importedSequence", 0); // an event of a second import
        add("importedSequence", 1, "causationId", "0");

        assertThat(sequences(searcher().causesOf(events.get(2), 100).causes())).containsExactly(1L);
        assertThat(sequences(searcher().causesOf(events.get(3), 100).causes())).containsExactly(0L);
        assertThat(sequences(searcher().causesOf(events.get(5), 100).causes())).containsExactly(4L);
        assertThat(edges(searcher()
                        .effectsOf(events.get(0), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("0>3@1");
        assertThat(edges(searcher()
                        .effectsOf(events.get(1), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("1>2@1");
        assertThat(edges(searcher()
                        .effectsOf(events.get(4), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("4>5@1");
    }

    @Test
    void shouldResolveTheIdsOfOtherPrograms() {
        add("id", "b2-f0", "correlationId", "c-1");
        add("id", "c3", "causationId", "b2-f0", "correlationId", "c-1");
        add("id", "d4", "causationId", "c3", "correlationId", "c-1");

        assertThat(sequences(searcher().causesOf(events.get(2), 100).causes())).containsExactly(1L, 0L);
        assertThat(edges(searcher()
                        .effectsOf(events.get(0), 100, ProgressListener.none())
                        .effects()))
                .containsExactly("0>1@1", "1>2@2");
        assertThat(sequences(searcher().relatedTo(events.get(1), 100))).containsExactly(0L, 2L);
    }

    @Test
    void shouldNotAssignEffectsToAnEarlierEventWithTheSameId() {
        add("id", "x");
        List<RecordedEvent> uniform = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            uniform.add(add("id", i == 40 ? "x" : "y" + i));
        }
        RecordedEvent effect = add("causationId", "x");
        List<Block> blocks =
                List.of(Blocks.sealed(events.subList(0, 1)), Blocks.sealed(uniform), Blocks.sealed(List.of(effect)));
        CauseSearcher searcher = new CauseSearcher(new EventSlice(blocks, 0, 1));

        assertThat(searcher.effectsOf(events.get(0), 100, ProgressListener.none())
                        .effects())
                .isEmpty();
        assertThat(sequences(searcher.causesOf(effect, 100).causes())).containsExactly(41L);
    }

    @Test
    void shouldRelateEventsOfOneChainOrTrace() {
        add();
        addEffect(0);
        add("causationId", "77", "correlationId", "0");
        add("correlationId", "1");
        add("traceparent", TRACE);
        add("traceparent", SAME_TRACE, "correlationId", "0");
        add("traceparent", OTHER_TRACE);
        add("importedSequence", 0);
        add("importedSequence", 1, "correlationId", "0");

        assertThat(sequences(searcher().relatedTo(events.get(0), 100))).containsExactly(1L, 2L, 5L);
        assertThat(sequences(searcher().relatedTo(events.get(1), 100))).containsExactly(0L, 2L, 5L);
        assertThat(sequences(searcher().relatedTo(events.get(4), 100))).containsExactly(5L);
        assertThat(sequences(searcher().relatedTo(events.get(5), 100))).containsExactly(0L, 1L, 2L, 4L);
        assertThat(sequences(searcher().relatedTo(events.get(5), 2))).containsExactly(0L, 1L);
        assertThat(sequences(searcher().relatedTo(events.get(8), 100))).containsExactly(7L);
        assertThat(sequences(searcher().relatedTo(events.get(7), 100))).containsExactly(8L);
    }
}
