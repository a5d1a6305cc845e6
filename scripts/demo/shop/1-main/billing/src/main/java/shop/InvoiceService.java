package shop;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

@Service
public class InvoiceService {
    private final JdbcTemplate jdbc;

    public InvoiceService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<String> numbers(long customer) {
        return jdbc.queryForList("SELECT number FROM invoices WHERE customer_id = ?", String.class, customer);
    }
}
