package dev.playhead.causality;

import dev.playhead.event.RecordedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that an event caused, directly and through other events.
 *
 * @param event the event that caused the effects
 * @param effects the effects of the event in the order of recording, so that each effect follows its cause
 * @param hasMore whether there are more effects than the limit permits; the effects that were recorded first are
 *     included
 */
public record EffectTree(RecordedEvent event, List<Effect> effects, boolean hasMore) {
    /** The maximum number of effects, if the caller sets no limit. */
    public static final int DEFAULT_LIMIT = 10_000;

    /**
     * An effect in the tree.
     *
     * @param event the event
     * @param cause the event that directly caused the effect
     * @param depth the number of steps from the root of the tree; 1 for a direct effect
     */
    public record Effect(RecordedEvent event, RecordedEvent cause, int depth) {}

    /**
     * Creates a tree.
     *
     * @param event the event that caused the effects
     * @param effects the effects of the event in the order of recording; copied
     * @param hasMore whether effects are left out
     */
    public EffectTree {
        effects = List.copyOf(effects);
    }

    /**
     * Returns the effects that an event caused directly.
     *
     * @param cause the root or an effect of this tree
     * @return the effects in the order of recording
     */
    public List<Effect> directEffectsOf(RecordedEvent cause) {
        return effects.stream()
                .filter(effect -> effect.cause().sequence() == cause.sequence())
                .toList();
    }

    /**
     * Returns the effects in the order in which an indented tree shows them: each effect is followed by the effects
     * that it caused.
     *
     * @return all effects, immutable
     */
    public List<Effect> depthFirst() {
        Map<Long, Deque<Effect>> byCause = new HashMap<>();
        effects.forEach(effect -> byCause.computeIfAbsent(effect.cause().sequence(), cause -> new ArrayDeque<>())
                .add(effect));
        List<Effect> ordered = new ArrayList<>(effects.size());
        Deque<Deque<Effect>> open = new ArrayDeque<>();
        open.push(effectsOf(event, byCause));
        while (!open.isEmpty()) {
            Effect next = open.element().poll();
            if (next == null) {
                open.remove();
            } else {
                ordered.add(next);
                open.push(effectsOf(next.event(), byCause));
            }
        }
        return Collections.unmodifiableList(ordered);
    }

    private static Deque<Effect> effectsOf(RecordedEvent cause, Map<Long, Deque<Effect>> byCause) {
        return byCause.getOrDefault(cause.sequence(), new ArrayDeque<>());
    }
}
