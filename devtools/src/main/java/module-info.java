/**
 * A page on which a person looks at an event history and moves in it.
 *
 * <p>The libraries of the page, preact and uplot, are jars without a module descriptor. On the class path, nothing is
 * needed. On the module path, no module requires them, so pass {@code --add-modules preact,uplot}.
 */
@SuppressWarnings("module") // the module of the command is compiled later
module dev.playhead.devtools {
    requires transitive dev.playhead;
    requires jdk.httpserver;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports dev.playhead.devtools;
    exports dev.playhead.devtools.source to
            dev.playhead.cli;
}
