package dev.playhead.cli.travel;

import dev.playhead.cli.view.Viewport;

/** The pane below the event: its content, and the visible part of the content. */
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

    /** Creates a pane that shows the state, or the payload if there are no states. */
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

    /** Follows the cursor to another event: shows the changed part of the state, or the first line of other content. */
    void arrive() {
        if (content == Content.STATE) {
            viewport.follow();
        } else {
            viewport.reset();
        }
    }
}
