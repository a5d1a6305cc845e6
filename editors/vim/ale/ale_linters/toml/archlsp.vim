call archlsp#Define('toml')
