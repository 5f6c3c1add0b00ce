/**
 * The {@code playhead} command.
 */
module dev.playhead.cli {
    requires dev.playhead;
    requires dev.playhead.devtools;
    requires dev.playhead.sqlite;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;
    requires static org.jspecify;
    requires org.pcollections;
    requires tools.jackson.core;

    // picocli sets the fields of the command classes.
    opens dev.playhead.cli to
            info.picocli;
    opens dev.playhead.cli.command to
            info.picocli;
    opens dev.playhead.cli.demo to
            info.picocli;
    opens dev.playhead.cli.input to
            info.picocli;
    opens dev.playhead.cli.mcp to
            info.picocli;
    opens dev.playhead.cli.option to
            info.picocli;
    opens dev.playhead.cli.travel to
            info.picocli;
}
