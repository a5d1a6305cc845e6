package stock

import (
	"context"
	"database/sql"
	"net/http"
)

type Store struct{ db *sql.DB }

func (s *Store) Level(ctx context.Context, sku string) (int, error) {
	var level int
	err := s.db.QueryRowContext(ctx, "SELECT level FROM stock WHERE sku = $1", sku).Scan(&level)
	return level, err
}

func (s *Store) Refresh(ctx context.Context, url string) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	return s.load(ctx, response)
}
