package dev.playhead.cli.travel;

import dev.playhead.cli.output.StyledLine;
import dev.playhead.cli.output.Text;
import java.util.Arrays;
import java.util.List;

/** The help about the keys of {@code travel}. */
final class TravelHelp {
    private TravelHelp() {}

    static List<StyledLine> lines() {
        List<TravelAction> actions = Arrays.stream(TravelAction.values())
                .filter(action -> !action.label().isEmpty())
                .toList();
        int labels = actions.stream()
                .mapToInt(action -> action.label().length())
                .max()
                .orElse(0);
        return actions.stream()
                .map(action -> new StyledLine()
                        .add(" ")
                        .add(StyledLine.BOLD, Text.pad(action.label(), labels, false))
                        .add("  " + action.help()))
                .toList();
    }
}
