/**
 * The standard events of data grids, and the state of a grid that follows from them.
 *
 * <p>Start with {@link dev.playhead.grid.GridEvents}, the catalogue: 31 event types with their payloads as records. An
 * application publishes them; {@link dev.playhead.grid.GridState} folds them into what the grids looked like at any
 * moment of a history.
 *
 * <pre>
 *   GridEvents.CELL_EDIT.event(new CellEdit(…))  --&gt;  bus, history
 *
 *   GridState            Grid "orders"                    Column "price"
 *     grid("orders") --&gt;   rowIds, row, cell                width, visible, pin
 *     grid("stock")        columns, sortedColumns    --&gt;    sort, filter
 *     ignoredEvents        selection, focus, errors         attributes
 *                          state (free-form)
 * </pre>
 *
 * <h2>What each event does to a {@code GridState}</h2>
 *
 * <p>Recording may begin late, and streams come from elsewhere; so no event is refused for naming something unknown.
 * Three rules decide:
 *
 * <ul>
 *   <li><em>A grid</em> appears with the first event that names it, and goes with {@code grid:destroy}. An event that
 *       comes after that makes it anew.
 *   <li>An event that says something <em>of</em> a row or column, such as a value or a width, makes it when it is not
 *       known: at the end, without values, shown, not pinned.
 *   <li>An event that <em>points at</em> rows or cells, such as a selection, makes none. The ids are kept, since the
 *       rows may have been there before recording began, and go when the row or column is removed.
 * </ul>
 *
 * <p>Columns show values, rows have them: values may lie in fields that no column shows, setting a cell makes no
 * column, and removing a column keeps the values.
 *
 * <table>
 *   <caption>The catalogue</caption>
 *   <tr><th>event</th><th>effect</th><th>when the row or column is not known</th></tr>
 *   <tr><td>{@code grid:init}</td><td>forgets the grid, and begins with the columns and rows given</td><td></td></tr>
 *   <tr><td>{@code grid:ready}</td><td>the grid is ready</td><td></td></tr>
 *   <tr><td>{@code grid:destroy}</td><td>the grid is gone</td><td></td></tr>
 *   <tr><td>{@code grid:state-change}</td><td>merges attributes of the grid</td><td></td></tr>
 *   <tr><td>{@code row:add}</td><td>the row has exactly these values; one that is there keeps its place unless an index
 *       is given, and its marks and attributes</td><td>made at the index, or at the end</td></tr>
 *   <tr><td>{@code row:remove}</td><td>the row is gone, with what points at it</td><td>only what points at it
 *       goes</td></tr>
 *   <tr><td>{@code row:move}</td><td>the row stands at the index, or at the end if there are not so many</td><td>made
 *       at the index</td></tr>
 *   <tr><td>{@code row:update}</td><td>sets the values given, keeps the others</td><td>made at the end</td></tr>
 *   <tr><td>{@code row:select}</td><td>the rows are selected, or not; with {@code replace}, the others are
 *       not</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code row:expand}</td><td>the row is expanded, or not</td><td>the id is kept</td></tr>
 *   <tr><td>{@code row:state-change}</td><td>merges attributes of the row</td><td>made at the end</td></tr>
 *   <tr><td>{@code cell:focus}, {@code cell:hover}</td><td>the cell has the focus, or the pointer over it; null for
 *       none</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:edit}, {@code cell:value}, {@code cell:update}</td><td>sets the value of the cell; old values
 *       are not compared</td><td>the row is made at the end; a column is not made</td></tr>
 *   <tr><td>{@code cell:select}</td><td>every given column of every given row is selected, or not; with {@code
 *       replace}, other cells are not</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:validation-error}</td><td>sets the message of the cell; null clears it, and nothing else
 *       does, but removing row or column</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code column:add}</td><td>the column has exactly this title, width, visibility and pin; one that is there
 *       keeps its place unless an index is given, and its sort, filter and attributes</td><td>made at the index, or at
 *       the end</td></tr>
 *   <tr><td>{@code column:remove}</td><td>the column is gone, with what points at its cells</td><td>only what points at
 *       its cells goes</td></tr>
 *   <tr><td>{@code column:resize}, {@code column:visibility}, {@code column:pin}</td><td>sets that</td><td>made at the
 *       end</td></tr>
 *   <tr><td>{@code column:move}</td><td>the column stands at the index, or at the end if there are not so
 *       many</td><td>made at the index</td></tr>
 *   <tr><td>{@code column:reorder}</td><td>the columns given come first, in this order; the others follow in
 *       theirs</td><td>made</td></tr>
 *   <tr><td>{@code column:sort}</td><td>sorts by the column; without a priority, by no other. {@code none} ends the
 *       sorting by this column. Rows keep their places</td><td>made at the end</td></tr>
 *   <tr><td>{@code column:filter}</td><td>sets the filter of the column; without an operator, clears it. Rows
 *       stay</td><td>made at the end</td></tr>
 *   <tr><td>{@code column:state-change}</td><td>merges attributes of the column</td><td>made at the end</td></tr>
 *   <tr><td>{@code state:update}</td><td>sets one place of the free-form state. Maps are made where there is none on
 *       the way; a list takes the positions that it has, and the next</td><td></td></tr>
 *   <tr><td>{@code state:reset}</td><td>the free-form state is the one given, or empty</td><td></td></tr>
 *   <tr><td>{@code state:patch}</td><td>merges into the free-form state</td><td></td></tr>
 * </table>
 *
 * <p><b>What fits.</b> A payload fits when it is a map with the components of the record: those that are not nullable
 * are there and of the right kind, and the others are if they are there. {@code newValue} and {@code value} of the
 * events that set one may be null but must be there, so that a misspelt field does not empty a cell. Numbers do for
 * ids, by their text. Positions and widths are not negative. Directions and sides may be written in capitals or not.
 * Fields that have no effect above, such as {@code oldValue}, are not looked at. An event that does not fit changes
 * nothing and is counted in {@code ignoredEvents}.
 *
 * <p><b>Threading.</b> Everything here is immutable and may be shared freely.
 *
 * <p><b>Naming.</b> {@code with…} returns a changed copy. A row's <em>values</em> are data of the application's users;
 * <em>attributes</em> are what else there is to know of a grid, row or column.
 *
 * <p><b>Not here.</b> Rows are not sorted, filtered or grouped, nor formulas calculated: the state is what events told,
 * not what a grid would draw. There is no tree of rows; expansion is by id.
 */
@NullMarked
package dev.playhead.grid;

import org.jspecify.annotations.NullMarked;
