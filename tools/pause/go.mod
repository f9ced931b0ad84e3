module fairlead/pause

go 1.26.0
