/**
 * The mapping between application objects and plain data ({@link dev.playhead.event.PlainData}). This is the only API
 * package that uses reflection.
 *
 * <p>Start with {@link dev.playhead.capture.EventType} to publish and read payloads by their class, and with {@link
 * dev.playhead.capture.SensitiveData} to keep passwords out of a recording. A history uses {@link
 * dev.playhead.capture.PayloadCapture} internally.
 *
 * <pre>
 *             recording thread                            any thread, later
 *   object ---- capture ----+--&gt; the same object ---- toData ----+--&gt; plain data --- EventType.read --&gt; object
 *                           |    (can never change)              |
 *                           +--&gt; plain data ---------------------+
 *                                (may change, or runs
 *                                 the application's code)
 * </pre>
 *
 * <p><b>Mapping.</b>
 *
 * <table>
 *   <caption>Objects and their plain data</caption>
 *   <tr><th>Object</th><th>Plain data</th></tr>
 *   <tr><td>record</td><td>map of its components, in declaration order</td></tr>
 *   <tr><td>bean, if opted in</td><td>map of its public getters, in alphabetical order</td></tr>
 *   <tr><td>enum</td><td>its name</td></tr>
 *   <tr><td>number, {@code Atomic…}, adder</td><td>number in canonical form</td></tr>
 *   <tr><td>{@code java.time}, {@code Date}, {@code Calendar}</td><td>ISO-8601 text</td></tr>
 *   <tr><td>optional, {@code AtomicReference}</td><td>the value, or null</td></tr>
 *   <tr><td>array, collection</td><td>list</td></tr>
 *   <tr><td>{@code byte[]}, {@code ByteBuffer}</td><td>{@link dev.playhead.event.Marker#bytes}</td></tr>
 *   <tr><td>map</td><td>map with the text of each key; a null key is {@code null}; a second key with the same text gets
 *       the suffix {@code #2}</td></tr>
 *   <tr><td>map entry</td><td>map of {@code key} and {@code value}</td></tr>
 *   <tr><td>exception</td><td>map of {@code class}, {@code message} and {@code cause}</td></tr>
 *   <tr><td>{@code CharSequence}, {@code UUID}, {@code URI}, {@code URL}, {@code Path}, {@code File}, {@code Locale},
 *       {@code Currency}, {@code Charset}, {@code ZoneId}, {@code TimeZone}, {@code Pattern}, {@code Class}</td>
 *       <td>text</td></tr>
 *   <tr><td>anything else</td><td>a {@link dev.playhead.event.Marker} with the class name</td></tr>
 * </table>
 *
 * <p><b>Modules.</b> A record or bean of a named module must meet one of three conditions: it is public in an exported
 * package, its package is open to this module, or the module passes a lookup to
 * {@link dev.playhead.capture.EventType#of(String, Class, java.lang.invoke.MethodHandles.Lookup)}.
 *
 * <p><b>Threading.</b> Every public type is immutable or safe for use by any thread, except builders. Capturing runs
 * application code only on the recording thread. Reading a payload runs it only on the reading thread. Neither holds a
 * lock.
 *
 * <p><b>Limits.</b> Payloads cannot be read as an application's interfaces or sealed hierarchies, because the data does
 * not specify which class to create. Class names in the data are never looked up. If other threads change an object
 * during its capture, the captured data is what the iterators and getters return.
 */
@NullMarked
package dev.playhead.capture;

import org.jspecify.annotations.NullMarked;
