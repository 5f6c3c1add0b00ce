package dev.playhead.devtools.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which requests are written byte by byte, as no HTTP client would. */
final class RawHttp implements AutoCloseable {
    /** Time after which a read fails, so that a test ends even if the server never answers. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer; the names of headers are in lower case. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }
    }

    RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one request on a connection of its own and returns the answer. */
    static Answer exchange(int port, String request) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            http.send(request);
            return http.answer(request.startsWith("HEAD "));
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Answer answer(boolean isHead) throws IOException {
        Answer head = head();
        if (isHead) {
            return head;
        }
        return new Answer(head.status(), head.headers(), new String(body(head), StandardCharsets.UTF_8));
    }

    /** Reads status and headers. */
    Answer head() throws IOException {
        String status = line();
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status.split(" ", -1)[1]), headers, "");
    }

    private byte[] body(Answer head) throws IOException {
        if (head.header("Transfer-Encoding").equals("chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
                all.write(chunk.getBytes(StandardCharsets.ISO_8859_1));
            }
            return all.toByteArray();
        }
        return in.readNBytes(Integer.parseInt(head.header("Content-Length")));
    }

    /** Reads a part of an answer of unknown length, "" at the end. */
    String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        String chunk = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        line();
        return chunk;
    }

    /** Reads parts of a stream until one that contains text other than line ends. */
    String nextLine() throws IOException {
        for (String chunk = chunk(); ; chunk = chunk()) {
            if (chunk.isEmpty()) {
                throw new EOFException("the stream ended");
            }
            if (!chunk.isBlank()) {
                return chunk.strip();
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(next);
        }
    }

    /** Reads until the server closes the connection, in either way. */
    boolean awaitClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // whatever is sent before does not matter
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
