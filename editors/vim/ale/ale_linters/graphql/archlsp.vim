call archlsp#Define('graphql')
