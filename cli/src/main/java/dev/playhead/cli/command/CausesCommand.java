package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.causality.CauseChain;
import dev.playhead.causality.EffectTree;
import dev.playhead.causality.TraceParent;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.view.CausesView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.ImportReport;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that prints the causes and the effects of an event. */
@Command(
        name = "causes",
        header = "Show what caused an event, and what it caused.",
        description = {
            "",
            "Prints the chain of causes down to the event, and below it the tree of its effects. Both follow from"
                    + " metadata.causationId, which names the cause of an event. Then come other events with the same"
                    + " metadata.correlationId, or with the same trace id in metadata.traceparent (W3C Trace"
                    + " Context).",
            "",
            "Exit code 4 if events among these are lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead causes orders.playhead 2041",
            "  playhead causes orders.playhead 2041 --limit 1000",
            "  playhead causes orders.jsonl 2041 --json | jq '.causes[].type'"
        })
public final class CausesCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(index = "1", paramLabel = "ID", description = "Id of an event, as search prints it.")
    private long id;

    @Option(
            names = {"-n", "--limit"},
            order = 16,
            paramLabel = "N",
            defaultValue = "100",
            description = "At most the N nearest causes, the first N effects and the first N other events; default"
                    + " ${DEFAULT-VALUE}.")
    private int limit;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public CausesCommand(Session session) {
        this.session = session;
    }

    /** The answer. Its related events are those that are not among its causes and effects. */
    private record Answer(
            CauseChain chain,
            EffectTree tree,
            List<RecordedEvent> related,
            boolean hasMoreRelated,
            MissingEvents missing) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit takes a positive number");
        }
        Answer answer;
        try (EventHistory history = file.load(session)) {
            answer = ask(history);
            if (session.json()) {
                session.printJson(data(answer));
            } else {
                CausesView view = new CausesView(session, limit);
                view.print(answer.chain, answer.tree);
                view.printRelated(answer.related, answer.hasMoreRelated);
            }
        }
        file.noteIncomplete(answer.missing, session);
        return 0;
    }

    private Answer ask(EventHistory history) {
        String name = Long.toString(id);
        if (history.getEvent(name).isEmpty()) {
            throw file.withoutEvent(name);
        }
        CauseChain chain = history.causesOf(name, limit);
        EffectTree tree = history.effectsOf(name, limit);
        Set<Long> shown = new HashSet<>();
        chain.causes().forEach(cause -> shown.add(cause.sequence()));
        tree.effects().forEach(effect -> shown.add(effect.event().sequence()));
        int most = (int) Math.min(Integer.MAX_VALUE, limit + 1L + shown.size());
        List<RecordedEvent> related = history.relatedTo(name, most).stream()
                .filter(event -> !shown.contains(event.sequence()))
                .toList();
        boolean hasMore = related.size() > limit;
        return new Answer(
                chain, tree, hasMore ? related.subList(0, limit) : related, hasMore, missing(history, chain, tree));
    }

    /**
     * Returns the missing events that concern the answer: breaks after the earliest cause, because an event names its
     * nearest recorded cause and skips unrecorded ones; gaps after the event; and gaps that may contain a missing
     * cause. If a cause is missing and the earliest event was renumbered by an import, earlier breaks concern the
     * answer, too. If the answer does not have all effects, the breaks and the gaps after the event concern it only up
     * to its last effect.
     */
    private MissingEvents missing(EventHistory history, CauseChain chain, EffectTree tree) {
        long first = chain.earliest().sequence();
        long last = tree.hasMore()
                ? tree.effects().isEmpty()
                        ? id
                        : tree.effects().get(tree.effects().size() - 1).event().sequence()
                : Long.MAX_VALUE;
        String cause = chain.missingCause();
        boolean isRenumbered = chain.earliest().metadata().containsKey(ImportReport.IMPORTED_SEQUENCE);
        return file.missing(history)
                .only(
                        one -> (one.sequence() > first || (cause != null && isRenumbered)) && one.sequence() <= last,
                        gap -> (gap.last() > id && gap.first() <= last)
                                || (cause != null && mayHave(gap.first(), gap.last(), cause)));
    }

    private static boolean mayHave(long first, long last, String cause) {
        try {
            long sequence = Long.parseLong(cause);
            return sequence >= first && sequence <= last;
        } catch (NumberFormatException e) {
            return true; // the id of another program may be that of any lost event
        }
    }

    private Map<String, @Nullable Object> data(Answer answer) {
        RecordedEvent event = answer.chain.event();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("event", JsonText.event(event));
        data.put("causes", answer.chain.causes().stream().map(JsonText::event).toList());
        if (answer.chain.missingCause() != null) {
            data.put("missingCause", answer.chain.missingCause());
        }
        data.put("moreCauses", answer.chain.hasMore());
        data.put(
                "effects",
                answer.tree.effects().stream().map(CausesCommand::data).toList());
        data.put("moreEffects", answer.tree.hasMore());
        TraceParent.of(event).ifPresent(trace -> data.put("traceId", trace.traceId()));
        data.put("related", answer.related.stream().map(JsonText::event).toList());
        data.put("moreRelated", answer.hasMoreRelated);
        answer.missing.addTo(data);
        return data;
    }

    private static Map<String, @Nullable Object> data(EffectTree.Effect effect) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("cause", effect.cause().id());
        data.put("depth", effect.depth());
        data.put("event", JsonText.event(effect.event()));
        return data;
    }
}
