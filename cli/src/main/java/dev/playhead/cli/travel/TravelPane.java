package dev.playhead.cli.travel;

import dev.playhead.cli.view.Viewport;

/** The pane below the event: its content, and which part of it is shown. */
final class TravelPane {
    /** The kinds of content. */
    enum Content {
        STATE,
        PAYLOAD,
        TYPES
    }

    private final boolean hasStates;
    private final Viewport viewport = new Viewport();
    private Content content;

    /** Begins with the state, if there are states. */
    TravelPane(boolean hasStates) {
        this.hasStates = hasStates;
        this.content = hasStates ? Content.STATE : Content.PAYLOAD;
    }

    Content content() {
        return content;
    }

    Viewport viewport() {
        return viewport;
    }

    /** Shows the next kind of content, from its first line. */
    void turn() {
        content = switch (content) {
            case STATE -> Content.PAYLOAD;
            case PAYLOAD -> Content.TYPES;
            case TYPES -> hasStates ? Content.STATE : Content.PAYLOAD;
        };
        viewport.reset();
    }

    /** Follows the cursor to another event: shows what changed in the state, or the first line of other content. */
    void arrive() {
        if (content == Content.STATE) {
            viewport.follow();
        } else {
            viewport.reset();
        }
    }
}
