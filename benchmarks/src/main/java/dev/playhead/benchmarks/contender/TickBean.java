package dev.playhead.benchmarks.contender;

/** A price change as a mutable bean. The class is public, because the getters of beans must be accessible. */
public class TickBean {
    private String gridId;
    private String rowId;
    private String columnId;
    private double oldValue;
    private double newValue;

    TickBean(Tick tick) {
        this.gridId = tick.gridId();
        this.rowId = tick.rowId();
        this.columnId = tick.columnId();
        this.oldValue = tick.oldValue();
        this.newValue = tick.newValue();
    }

    public String getGridId() {
        return gridId;
    }

    public void setGridId(String gridId) {
        this.gridId = gridId;
    }

    public String getRowId() {
        return rowId;
    }

    public void setRowId(String rowId) {
        this.rowId = rowId;
    }

    public String getColumnId() {
        return columnId;
    }

    public void setColumnId(String columnId) {
        this.columnId = columnId;
    }

    public double getOldValue() {
        return oldValue;
    }

    public void setOldValue(double oldValue) {
        this.oldValue = oldValue;
    }

    public double getNewValue() {
        return newValue;
    }

    public void setNewValue(double newValue) {
        this.newValue = newValue;
    }
}
