package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.causality.CauseChain;
import dev.playhead.causality.EffectTree;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The causes and the effects of an event. */
final class Causes {
    private static final int LIMIT = 1_000;

    private final EventHistory history;

    Causes(EventHistory history) {
        this.history = history;
    }

    void answer(RecordedEvent event, Question question, JsonGenerator out) {
        CauseChain chain = history.causesOf(event.id(), LIMIT);
        EffectTree tree = history.effectsOf(event.id(), LIMIT, question.watch());
        out.writeStartObject();
        out.writeArrayPropertyStart("causes");
        for (RecordedEvent cause : chain.causes()) {
            out.writeStartObject();
            EventJson.brief(out, cause);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("effects");
        for (EffectTree.Effect effect : tree.depthFirst()) {
            out.writeStartObject();
            EventJson.brief(out, effect.event());
            out.writeNumberProperty("depth", effect.depth());
            out.writeStringProperty("cause", effect.cause().id());
            out.writeEndObject();
        }
        out.writeEndArray();
        List<String> notes = notes(chain, tree);
        out.writeStringProperty("note", notes.isEmpty() ? null : String.join("; ", notes));
        out.writeEndObject();
    }

    private static List<String> notes(CauseChain chain, EffectTree tree) {
        List<String> notes = new ArrayList<>();
        String missing = chain.missingCause();
        if (missing != null) {
            notes.add("the cause " + EventJson.clean(missing) + " of event "
                    + chain.earliest().id() + " is not retained");
        }
        if (chain.hasMore()) {
            notes.add("only the nearest " + LIMIT + " causes are listed");
        }
        if (tree.hasMore()) {
            notes.add("only the first " + LIMIT + " effects are listed");
        }
        return notes;
    }
}
