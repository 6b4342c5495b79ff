module critter/bench

go 1.19
