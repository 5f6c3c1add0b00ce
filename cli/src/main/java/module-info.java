/**
 * The {@code playhead} command.
 */
module dev.playhead.cli {
    requires dev.playhead;
    requires info.picocli;

    // picocli fills the fields of the command classes.
    opens dev.playhead.cli to
            info.picocli;
}
