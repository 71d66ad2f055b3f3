module example.org/judge

go 1.21
