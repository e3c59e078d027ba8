/// The hidden command that runs one git operation.
package enum GitOperationPlaceholder {}
