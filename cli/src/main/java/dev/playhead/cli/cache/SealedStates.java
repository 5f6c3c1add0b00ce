package dev.playhead.cli.cache;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file of states. The index and each state are encrypted and authenticated separately (with AES-GCM), so that a state
 * can be read without the other states.
 *
 * <pre>
 *   "PLAYHST1"   the last sequence of the blocks that were folded (8 bytes)   length of the index (4 bytes)
 *   index        nonce, encrypted: the number of states, then the name, sequence and length of each
 *   states       for each state: nonce, encrypted bytes
 * </pre>
 */
final class SealedStates {
    private static final long MAGIC = 0x504C_4159_4853_5431L;
    private static final int HEAD_BYTES = 8 + 8 + 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 16;
    private static final int MAX_INDEX_BYTES = 1 << 20;
    /** The maximum size of a file in bytes. Larger files are not needed, because the size of checkpoints is limited. */
    static final long MAX_BYTES = 96L << 20;

    private final Path file;
    private final SecretKeySpec key;
    private final long upTo;
    /** The offset of each state in the file, in the order of the offsets. */
    private final Map<StoredState, Long> offsets;

    private SealedStates(Path file, SecretKeySpec key, long upTo, Map<StoredState, Long> offsets) {
        this.file = file;
        this.key = key;
        this.upTo = upTo;
        this.offsets = offsets;
    }

    /**
     * Opens a file.
     *
     * @param file the file
     * @param keys returns the key for states up to the given sequence; empty if there is no such key
     * @return the states; empty if the file is damaged or too large, if there is no key, or if the states in the file
     *     were encrypted with another key
     * @throws IOException if the file cannot be read
     */
    static Optional<SealedStates> open(Path file, LongFunction<Optional<byte[]>> keys) throws IOException {
        try (SeekableByteChannel in = channel(file)) {
            ByteBuffer head = read(in, 0, HEAD_BYTES);
            long magic = head.getLong();
            long upTo = head.getLong();
            int length = head.getInt();
            if (magic != MAGIC
                    || length < NONCE_BYTES + TAG_BYTES
                    || length > MAX_INDEX_BYTES
                    || in.size() > MAX_BYTES) {
                return Optional.empty();
            }
            Optional<byte[]> secret = keys.apply(upTo);
            if (secret.isEmpty()) {
                return Optional.empty();
            }
            SecretKeySpec key = key(secret.get());
            byte[] index = opened(key, read(in, HEAD_BYTES, length).array(), upTo, -1);
            return Optional.of(new SealedStates(file, key, upTo, offsets(index, HEAD_BYTES + (long) length)));
        } catch (EOFException | GeneralSecurityException e) { // damaged, or folded from other events
            return Optional.empty();
        }
    }

    private static Map<StoredState, Long> offsets(byte[] index, long from) throws IOException {
        Map<StoredState, Long> offsets = new LinkedHashMap<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(index));
        long offset = from;
        for (int left = in.readInt(); left > 0; left--) {
            StoredState state = new StoredState(in.readUTF(), in.readLong(), in.readInt());
            offsets.put(state, offset);
            offset += (long) NONCE_BYTES + state.bytes() + TAG_BYTES;
        }
        return offsets;
    }

    private static SeekableByteChannel channel(Path file) throws IOException {
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static ByteBuffer read(SeekableByteChannel in, long offset, int length) throws IOException {
        if (length < 0 || offset + length > in.size()) {
            throw new EOFException();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        in.position(offset);
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    List<StoredState> states() {
        return List.copyOf(offsets.keySet());
    }

    /** {@return whether the file contains the given state} */
    boolean has(StoredState state) {
        return offsets.containsKey(state);
    }

    /**
     * Reads the given state. Returns empty if the file does not contain the state, if the file was replaced after it
     * was opened, or if the state is damaged.
     */
    Optional<byte[]> read(StoredState state) throws IOException {
        Long offset = offsets.get(state);
        if (offset == null) {
            return Optional.empty();
        }
        try (SeekableByteChannel in = channel(file)) {
            int length = NONCE_BYTES + state.bytes() + TAG_BYTES;
            return Optional.of(opened(key, read(in, offset, length).array(), upTo, state.sequence()));
        } catch (EOFException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** {@return the content of a file with the given states} */
    static byte[] sealed(byte[] secret, long upTo, List<EncodedState> states) throws IOException {
        SecretKeySpec key = key(secret);
        SecureRandom random = new SecureRandom();
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        DataOutputStream indexOut = new DataOutputStream(index);
        indexOut.writeInt(states.size());
        for (EncodedState state : states) {
            indexOut.writeUTF(state.name());
            indexOut.writeLong(state.sequence());
            indexOut.writeInt(state.bytes().length);
        }
        byte[] sealedIndex = sealed(key, index.toByteArray(), upTo, -1, random);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeLong(upTo);
        out.writeInt(sealedIndex.length);
        out.write(sealedIndex);
        for (EncodedState state : states) {
            out.write(sealed(key, state.bytes(), upTo, state.sequence(), random));
        }
        return bytes.toByteArray();
    }

    private static SecretKeySpec key(byte[] secret) {
        return new SecretKeySpec(secret, 0, KEY_BYTES, "AES");
    }

    private static byte[] opened(SecretKeySpec key, byte[] sealed, long upTo, long number)
            throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, sealed, upTo, number);
        return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    private static byte[] sealed(SecretKeySpec key, byte[] plain, long upTo, long number, SecureRandom random) {
        byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, upTo, number);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e); // every Java runtime has AES-GCM
        }
        return sealed;
    }

    /**
     * Creates a cipher whose authentication includes {@code upTo}, the last sequence of the file, and {@code number},
     * which is the sequence of a state, or -1 for the index. So no part can be replaced unnoticed with a part that has
     * another number, or with a part of a file that has another last sequence.
     */
    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, long upTo, long number)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce, 0, NONCE_BYTES));
        cipher.updateAAD(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(MAGIC)
                .putLong(upTo)
                .putLong(number)
                .array());
        return cipher;
    }
}
