package dev.playhead.cli.option;

import java.util.List;

/** Names of options as they stand on a command line. */
public final class Names {
    private Names() {}

    /** Returns whether an option is given by this name, also with its value behind it. */
    public static boolean used(String name, List<String> args) {
        return args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
    }
}
