package dev.playhead.cli.mcp;

/** The refusal of a message that violates the protocol. */
final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message is not JSON. */
    static final int PARSE_ERROR = -32700;
    /** The message is not a valid request. */
    static final int INVALID_REQUEST = -32600;
    /** There is no such method. */
    static final int METHOD_NOT_FOUND = -32601;
    /** The parameters do not fit the method. */
    static final int INVALID_PARAMS = -32602;

    final int code;

    ProtocolError(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }
}
