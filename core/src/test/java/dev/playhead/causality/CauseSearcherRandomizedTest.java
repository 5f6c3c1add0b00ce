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
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A test that compares chains of causes and trees of effects with those of a model, which scans all events for each
 * cause.
 */
class CauseSearcherRandomizedTest {
    @Test
    void shouldFindTheSameEventsAsAScanForEachCause() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<RecordedEvent> events = events(random, 20 + random.nextInt(80));
            int blockSize = 1 + random.nextInt(20);
            List<Block> blocks = new ArrayList<>();
            for (int from = 0; from < events.size(); from += blockSize) {
                List<RecordedEvent> block = events.subList(from, Math.min(events.size(), from + blockSize));
                blocks.add(random.nextInt(4) == 0 ? Blocks.of(block) : Blocks.sealed(block));
            }
            int evicted = random.nextInt(blocks.get(0).size());
            CauseSearcher searcher = new CauseSearcher(new EventSlice(
                    blocks, evicted, blocks.get(blocks.size() - 1).size()));
            List<RecordedEvent> kept = events.subList(evicted, events.size());
            for (RecordedEvent event : kept) {
                List<RecordedEvent> causes = causes(event, kept);
                assertThat(searcher.causesOf(event, 1_000).causes())
                        .as("seed=%s causes of %s", seed, event)
                        .isEqualTo(causes);

                EffectTree tree = searcher.effectsOf(event, 1_000, ProgressListener.none());
                assertThat(tree.effects().stream().map(Effect::event))
                        .as("seed=%s effects of %s", seed, event)
                        .isEqualTo(kept.stream()
                                .filter(other -> causes(other, kept).contains(event))
                                .toList());
                for (Effect effect : tree.effects()) {
                    List<RecordedEvent> chain = causes(effect.event(), kept);
                    assertThat(effect.cause()).as("seed=%s of %s", seed, effect).isEqualTo(chain.get(0));
                    assertThat(effect.depth()).as("seed=%s of %s", seed, effect).isEqualTo(chain.indexOf(event) + 1);
                }
                assertThat(tree.depthFirst()).containsExactlyInAnyOrderElementsOf(tree.effects());
            }
        }
    }

    private static List<RecordedEvent> events(Random random, int count) {
        List<RecordedEvent> events = new ArrayList<>();
        long sequence = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            GridEvent event = GridEvent.of("e", random.nextBoolean() ? Map.of("n", random.nextInt(9)) : null)
                    .at(Instant.EPOCH);
            if (random.nextInt(3) > 0) {
                String cause = random.nextInt(5) == 0
                        ? "id-" + random.nextInt(4)
                        : Long.toString(random.nextInt((int) sequence + 2));
                event = event.with("causationId", cause);
            }
            if (random.nextInt(3) == 0) {
                event = event.with("importedSequence", random.nextInt(6));
            }
            if (random.nextInt(4) == 0) {
                event = event.with("id", "id-" + random.nextInt(4));
            }
            events.add(RecordedEvent.of(sequence, event));
            sequence += 1 + random.nextInt(2) * random.nextInt(2);
        }
        return events;
    }

    private static List<RecordedEvent> causes(RecordedEvent event, List<RecordedEvent> kept) {
        List<RecordedEvent> causes = new ArrayList<>();
        Optional<RecordedEvent> cause = cause(event, kept);
        while (cause.isPresent()) {
            causes.add(cause.get());
            cause = cause(cause.get(), kept);
        }
        return causes;
    }

    private static Optional<RecordedEvent> cause(RecordedEvent event, List<RecordedEvent> kept) {
        Object name = event.metadata().get("causationId");
        boolean isForeign = name != null && ((String) name).startsWith("id-");
        Object imported = event.metadata().get("importedSequence");
        Optional<RecordedEvent> last = Optional.empty();
        for (RecordedEvent other : kept) {
            if (name == null || other.sequence() >= event.sequence()) {
                break;
            }
            Object of = isForeign
                    ? other.metadata().get("id")
                    : imported == null ? other.id() : other.metadata().get("importedSequence");
            if (of != null && of.toString().equals(name)) {
                last = Optional.of(other);
            }
        }
        return last;
    }
}
