package dev.playhead.devtools.server;

import dev.playhead.HistoryClosedException;
import dev.playhead.event.PlayheadException;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.QuestionCancelledException;
import dev.playhead.timetravel.UnknownEventException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The answer of an endpoint to one question, collected in memory. If it takes long, blanks are sent first, which JSON
 * allows before a value, so that a page that is gone is noticed: the second write to a closed connection fails. Then
 * the question ends. An answer that is a {@linkplain Question#file file} is not collected, but sent in parts.
 */
final class JsonAnswer implements ProgressListener {
    private static final long FIRST_BLANK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long NEXT_BLANK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] BLANK = {' '};

    private final Reply reply;
    private final AnswerBuffer body;
    private final CountDownLatch closing;
    private long blankAtNanos = System.nanoTime() + FIRST_BLANK_NANOS;
    private @Nullable IOException gone;
    /** The file that is sent instead of JSON; null if there is none. */
    private @Nullable FileStream file;

    JsonAnswer(Reply reply, AnswerBuffer body, CountDownLatch closing) {
        this.reply = reply;
        this.body = body;
        this.closing = closing;
    }

    /**
     * Asks the endpoint and sends its answer, or an error object.
     *
     * @param query the encoded query of the request, or null
     * @param rest the encoded path after that of the endpoint
     * @throws IOException if the page is gone, or a file failed after a part of it was sent
     */
    void send(Endpoint endpoint, @Nullable String query, String rest) throws IOException {
        try (JsonGenerator json = Json.generator(body)) {
            endpoint.answer(new Asked(query, rest, this, this::beginFile), json);
        } catch (Throwable e) {
            body.clear();
            fail(e);
            return;
        }
        if (file != null) {
            file.sendLast();
        } else if (reply.hasBegun()) {
            reply.rest(body);
        } else {
            reply.json(body);
        }
    }

    private OutputStream beginFile(String type, String name) {
        if (file != null || reply.hasBegun()) {
            throw new IllegalStateException("name=" + name + " begins after another answer; begin it first");
        }
        file = new FileStream(reply, type, name);
        return file;
    }

    private void fail(Throwable e) throws IOException {
        IOException reason = gone;
        if (reason != null) {
            reason.addSuppressed(e);
            throw reason;
        }
        if (file != null && reply.hasBegun()) {
            throw new IOException("the file is incomplete", e);
        }
        if (reply.hasBegun()) {
            reply.part(Reply.JSON, Json.error(error(e)));
        } else {
            reply.refuse(error(e));
        }
    }

    @Override
    public boolean goOn(long done, long total) {
        if (gone != null || closing.getCount() == 0) {
            return false;
        }
        long now = System.nanoTime();
        if (now - blankAtNanos >= 0) {
            blankAtNanos = now + NEXT_BLANK_NANOS;
            try {
                if (file == null) {
                    reply.part(Reply.JSON, BLANK);
                } else {
                    file.sendPending();
                }
            } catch (IOException e) {
                gone = e;
            }
        }
        return gone == null;
    }

    private Refusal error(Throwable e) {
        if (e instanceof BadRequest bad) {
            return new Refusal(bad.status(), message(e));
        }
        if (e instanceof BusyException) {
            return new Refusal(503, message(e));
        }
        if (e instanceof QuestionCancelledException && closing.getCount() == 0) {
            return Refusal.CLOSED;
        }
        if (e instanceof HistoryClosedException) {
            return new Refusal(503, "The history was closed.");
        }
        if (e instanceof UnknownEventException) {
            return new Refusal(404, message(e));
        }
        if (e instanceof IncompleteHistoryException) {
            return new Refusal(409, message(e));
        }
        // An exception of another kind is a defect of this program, or of a projection. Its class helps to find it.
        return new Refusal(500, e instanceof PlayheadException ? message(e) : e.toString());
    }

    private static String message(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }
}
