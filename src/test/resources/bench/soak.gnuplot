# The soak's curves: gnuplot -e "data='target/soak.dat'; out='docs/soak.svg'" src/test/resources/bench/soak.gnuplot
# Columns of the data: changes, MB of heap after full collections, threads, open files, chains, sets, lines written.
set terminal svg size 900,720 font 'sans-serif,13' background '#ffffff' linewidth 1.5
set output out
set style data lines
set grid ytics linecolor '#dddddd'
set border 3 linecolor '#777777'
set tics nomirror
set yrange [0:*]
set key outside right center
set lmargin 9
set rmargin 18
set multiplot layout 3,1 title 'One controller, thousands of changes of policies on a real kernel'
set ylabel 'MB'
plot data using 1:2 title 'heap in use' linecolor '#1f6feb'
set ylabel 'number'
plot data using 1:3 title 'threads' linecolor '#1f6feb', data using 1:4 title 'open files' linecolor '#d29922'
set xlabel 'changes'
plot data using 1:5 title 'chains' linecolor '#1f6feb', data using 1:6 title 'sets' linecolor '#d29922'
unset multiplot
