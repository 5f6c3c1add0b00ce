package dev.playhead.cli.output;

/** A style of printed text: with colors and other emphasis by escape sequences, or plain. */
public enum Style {
    PLAIN,
    COLORED;

    public String bold(String text) {
        return sequence("1", text);
    }

    public String dim(String text) {
        return sequence("2", text);
    }

    public String red(String text) {
        return sequence("31", text);
    }

    public String green(String text) {
        return sequence("32", text);
    }

    public String yellow(String text) {
        return sequence("33", text);
    }

    public String blue(String text) {
        return sequence("34", text);
    }

    public String cyan(String text) {
        return sequence("36", text);
    }

    private String sequence(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
