package stock

import (
	"context"
	"database/sql"
)

type Store struct{ db *sql.DB }

func (s *Store) Level(ctx context.Context, sku string) (int, error) {
	var level int
	err := s.db.QueryRowContext(ctx, "SELECT level FROM stock WHERE sku = $1", sku).Scan(&level)
	return level, err
}
