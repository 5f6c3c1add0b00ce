package dev.playhead.cli.option;

import java.util.List;

/** The names of options as written on a command line. */
public final class Names {
    private Names() {}

    /** {@return whether an option is given by this name, with or without a value appended} */
    public static boolean used(String name, List<String> args) {
        return args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
    }
}
