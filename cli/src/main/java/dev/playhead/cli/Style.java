package dev.playhead.cli;

/** Colours and other emphasis: as escape sequences on a terminal that shows them, as nothing everywhere else. */
enum Style {
    PLAIN,
    COLORED;

    String bold(String text) {
        return sequence("1", text);
    }

    String dim(String text) {
        return sequence("2", text);
    }

    String red(String text) {
        return sequence("31", text);
    }

    String green(String text) {
        return sequence("32", text);
    }

    String yellow(String text) {
        return sequence("33", text);
    }

    String blue(String text) {
        return sequence("34", text);
    }

    String cyan(String text) {
        return sequence("36", text);
    }

    private String sequence(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
