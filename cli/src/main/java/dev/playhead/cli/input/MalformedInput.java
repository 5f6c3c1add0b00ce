package dev.playhead.cli.input;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.Text;
import dev.playhead.io.ImportReport;

/** Prints notes on how an input was read, and a warning if parts of it are malformed. */
final class MalformedInput {
    private static final int MAX_PROBLEM_LENGTH = 300;

    private MalformedInput() {}

    /**
     * Prints how events were read, and a warning about malformed lines.
     *
     * @param reading the result of reading the input
     * @param name the name of the input on the command line
     * @param shownName the name of the input in messages
     * @param session the session
     * @throws CommandFailure if the input is malformed and has no events
     */
    static void note(EventFile.Reading reading, String name, String shownName, Session session) {
        reading.notes().forEach(note -> session.note("note: " + shownName + ": " + text(note, session)));
        ImportReport.Problem first = reading.firstProblem();
        if (first == null) {
            return;
        }
        String where = session.mayQuoteMalformed()
                ? Text.fit(first.toString(), MAX_PROBLEM_LENGTH, session.ellipsis())
                : "line " + first.line() + ", column " + first.column();
        if (reading.events() == 0) {
            throw new CommandFailure(shownName + " has no events; "
                    + (session.mayQuoteMalformed() ? where : "the first problem is in " + where));
        }
        session.note("warning: " + reading.rejected() + " of " + (reading.events() + reading.rejected())
                + " lines were malformed, first: " + where + "; see playhead import " + name);
    }

    /**
     * {@return the text of a note, or only its location} If the text was shortened, the cut may have split a secret,
     * which is then not recognized. So only the location is returned if the text was shortened and the session must not
     * quote malformed input.
     */
    private static String text(ImportReport.Problem note, Session session) {
        boolean whole = note.message().length() < ImportReport.Problem.MAX_MESSAGE_LENGTH - 1;
        return whole || session.mayQuoteMalformed()
                ? note.toString()
                : "line " + note.line() + ", column " + note.column()
                        + ": the note is not shown, because it may contain part of a secret";
    }
}
